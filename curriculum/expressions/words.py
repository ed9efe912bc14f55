"""The words, signs and LaTeX commands that expressions are written with."""

from __future__ import annotations

TRIGONOMETRIC = ("sin", "cos", "tan", "csc", "sec", "cot")
HYPERBOLIC = ("sinh", "cosh", "tanh", "csch", "sech", "coth")
INVERSE = {
    **{f"{arc}{name}": f"arc{name}" for name in (*TRIGONOMETRIC, *HYPERBOLIC) for arc in ("arc", "a")},
    **{f"ar{name}": f"arc{name}" for name in HYPERBOLIC},
}
FUNCTIONS = (
    *TRIGONOMETRIC,
    *HYPERBOLIC,
    *dict.fromkeys(INVERSE.values()),
    "ln",
    "log",
    "exp",
    "abs",
    "floor",
    "ceil",
)

LETTERS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta", "ι": "iota",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon",
    "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi",
    "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
VARIED = {"varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma"}
GREEK = {*LETTERS.values(), *VARIED, "ell", "hbar", "partial", "nabla"} - {"pi"}
"""Commands that are names."""

WORDS = {
    "dne": "dne",
    "undefined": "undefined",
    "und": "undefined",
    "none": "none",
    "true": "true",
    "false": "false",
    "yes": "yes",
    "no": "no",
}
"""Answers in words, whatever their case; only where they stand alone."""

SIGNS = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "﹣": "-", "×": "*", "·": "*", "∙": "*", "⋅": "*", "∗": "*", "÷": "/", "⁄": "/", "∕": "/",
    "∶": ":", "≦": "≤", "≧": "≥", "⩽": "≤", "⩾": "≥", "√": "√", "⟨": "⟨", "〈": "⟨", "⟩": "⟩", "〉": "⟩", "∨": " or ", "∧": " and ",
    "∅": "{}", "ø": "{}",
    "’": "'", "′": "'", "⟶": "→", "⌈": " ceil(", "⌉": ")", "⌊": " floor(", "⌋": ")", "\u0304": "", "\u0305": "",
    "ˆ": "^", "º": "°", "˚": "°", "“": "", "”": "", "٫": ".", "ℓ": "\\ell ", "，": ",",
    "،": ",", "؛": ";", "٬": "", "٪": "%",
}  # fmt: skip
"""What is read as something plainer."""

COMMANDS = {
    "in": "∈", "setminus": "∖", "backslash": "∖", "slash": "/",
    "cdot": "*", "times": "*", "ast": "*", "bullet": "*", "div": "/", "le": "≤", "leq": "≤", "leqslant": "≤", "lt": "<", "ge": "≥",
    "geq": "≥", "geqslant": "≥", "gt": ">", "ne": "≠", "neq": "≠", "pm": "±", "mp": "∓", "infty": "∞", "cup": "∪", "cap": "∩",
    "lbrace": "{", "rbrace": "}", "{": "{", "}": "}", "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "langle": "⟨",
    "rangle": "⟩", "bigcup": "∪", "lbrack": "[", "rbrack": "]", "or": " or ", "lor": " or ", "vee": " or ", "and": " and ",
    "land": " and ", "wedge": " and ", "circ": "°", "degree": "°", "%": "%", "prime": "'", "emptyset": "{}", "varnothing": "{}",
    "to": "→", "rightarrow": "→", "longrightarrow": "→", "equiv": "≡", "int": "∫", "sum": "∑", "prod": "∏", "lim": "lim", "mod": "mod",
    "bmod": "mod", "pmod": "mod", "colon": ":", "sim": "≈", "approx": "≈", "$": "",
    "left": "", "right": "", "big": "", "Big": "", "bigl": "",
    "bigr": "", "Bigl": "", "Bigr": "", "displaystyle": "", "textstyle": "", ",": " ", ";": " ", ":": " ", "!": "", " ": " ",
    "quad": " ", "qquad": " ", "space": " ", "limits": "", "boxed": "", "mathbf": "", "mathit": "", "vec": "", "hat": "",
    "overline": "", "bar": "", "tilde": "", "widehat": "", "widetilde": "",
    "text": "", "textrm": "", "textbf": "", "mathrm": "", "mathbb": "", "operatorname": "", "mbox": "", "&": "&",
}  # fmt: skip
"""LaTeX commands, without the backslash, and what they stand for."""
