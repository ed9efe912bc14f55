# %%
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display

DEED = "fetch('/formgrader/api/grade/1',{method:'PUT',body:'hostile-script'})"
display(HTML(f"<script>{DEED}</script><b>bold</b>"))
display(HTML(f'<img src=x onerror="{DEED}"><svg onload="{DEED}"></svg><a href="javascript:{DEED}">look</a>'))
display(
    HTML(
        f'<iframe srcdoc="<script>{DEED}</script>"></iframe><form action="/formgrader"><button>hostile-script</button></form>'
    )
)
display(
    HTML(
        f'<details open ontoggle="{DEED}">x</details><style>body{{display:none}}</style><meta http-equiv="refresh" content="0;url=//192.0.2.1">'
    )
)
display(Javascript(DEED))
display(SVG(f'<svg xmlns="http://www.w3.org/2000/svg" onload="{DEED}"><script>{DEED}</script></svg>'))
display(Markdown(f"<script>{DEED}</script> [x](javascript:{DEED})"))
display(Latex(f"$x$ <script>{DEED}</script>"))
display(
    {"text/plain": "x", "application/vnd.jupyter.widget-view+json": {"model_id": "<script>" + DEED}}, raw=True
)


class Result:
    def _repr_html_(self):
        return f"<script>{DEED}</script>"


Result()
