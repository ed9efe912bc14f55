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
display(
    {
        "text/plain": "x",
        "text/markdown": "[x](java&#115;cript&colon;hostile()) and [y](<java\tscript:hostile()>) [z]",
        "x": DEED,
    },
    raw=True,
)
display(Markdown("[q][r]\n\n[r]: JaVaScRiPt:hostile()\n\n<javascript:hostile()>"))
display(
    SVG(
        '<svg xmlns="http://www.w3.org/2000/svg"><a href="java&#x73;cript:hostile()"><text y="9">x</text></a></svg>'
    )
)
for kind in ("image/png", "image/jpeg", "text/latex"):
    lie = f'"><script>{DEED}</script><img src="x'
    display({"text/plain": "x", kind: lie}, raw=True)
    display(
        {"text/plain": "x", kind: "iVBORw0KGgo="},
        metadata={
            kind: {"width": f"1 onerror={DEED}", "height": lie, "alt": lie, "unconfined": lie},
            "width": lie,
        },
        raw=True,
    )
print(f"\x1b[31m<script>{DEED}</script>\x1b]8;;javascript:hostile()\x07link\x1b]8;;\x07")


class Result:
    def _repr_html_(self):
        return f"<script>{DEED}</script>"


Result()

# %%
raise type("<script>hostile()</script>", (Exception,), {})(f"<script>{DEED}</script>")
