"""What a customer may be called: names that attack templates, scripts, addresses or the eye. All are only ever text.

Left out are what no list can bring in: NUL and lone surrogates, which no database keeps.
"""

HOSTILE_NAMES: tuple[str, ...] = (
    # scripts and tags
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "</SCRIPT ><img src=x onerror=alert(3)>",
    "<!--<script>alert(4)//",
    "--><svg/onload=alert(5)>",
    "<![CDATA[<script>alert(6)</script>]]>",
    "<b onmouseover=alert(7)>x</b>",
    "<iframe srcdoc='<script>parent.alert(8)</script>'>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "</title></textarea></style><img src=x onerror=alert(9)>",
    "<math><mtext></p><img src=x onerror=alert(10)></mtext></math>",
    "<form action=//evil.example><button>Sign in</button></form>",
    # ways out of a string or an attribute
    "${alert(11)}",
    "`${alert(12)}`",
    "\\`${alert(13)}\\`",
    "\"'><img src=x onerror=alert(14)>",
    "' onfocus=alert(15) autofocus x='",
    '" onclick="alert(16)" x="',
    "';alert(17);//",
    "\\';alert(18);//",
    "\\u003cimg src=x onerror=alert(19)\\u003e",
    "a\u2028alert(20)\u2029b",
    # templates of Jinja and Folium
    "{{ 7*7 }}",
    "{% raw %}{{ config }}{% endraw %}",
    "{{ ''.__class__.__mro__ }}",
    "{# a comment #}",
    "{% macro script(this, kwargs) %}alert(21){% endmacro %}",
    "{name} {0} {0.__class__} %s %(name)s",
    # entities and addresses
    "&lt;b&gt;&amp;amp;&#60;script&#62;",
    "&nbsp;&notanentity;&#x3c;img src=x&#x3e;",
    "javascript:alert(22)",
    "data:text/html,<script>alert(23)</script>",
    "//evil.example/%2e%2e%2f?x=1&y=2#z",
    "%3Cscript%3Ealert(24)%3C/script%3E",
    "../../etc/passwd",
    # formulas of spreadsheets
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    # what the eye cannot take as it is
    "长" * 300,
    "W" * 300,
    "🏭🧧👩‍👩‍👧‍👦 工厂 🇨🇳",
    "\u202eשלום\u202c עולם",
    "مرحبا بالعالم 123",
    "\u200b\u200d\ufeff零宽\u2060度\u00ad名",
    "e\u0301" + "\u0335\u0336\u0337" * 20 + "zalgo",
    "a\u0001b\u0007c\u001bd\u007fe\u0085f",
    "tab\tnew\nline\r\nname",
    "𝕬𝖈𝖈𝖔𝖚𝖓𝖙 ﷽ ﷽",
    "null",
)
