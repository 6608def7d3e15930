/**
 * The one style sheet of all pages: warm paper and ink, one accent, nothing that moves. Every pair of colours keeps WCAG
 * 2.2 AA (4.5:1 for text, 3:1 for edges of fields and for focus), in both schemes; what is pressed is 44 px high or more.
 *
 * Vocabulary: `.card` a panel; `.field` label, input and hint; `.warning`, `.danger`, `.done` messages; `.actions` a row
 * of buttons; `.list` rows with something to do at their end; `.hint` small print; `.plain` a button that reads as a link; `.away` a link that stands alone.
 * @module
 */

const LIGHT = `color-scheme:light;
--paper:#f5f3ee;--panel:#fffefc;--ink:#1c232e;--soft:#565d69;--line:#ddd8cd;--edge:#86806f;
--accent:#0e5a6b;--accent-deep:#0a4553;--on-accent:#ffffff;--tint:#e6f0f1;--link:#0e5a6b;
--warn:#5c3d03;--warn-tint:#fdf3d8;--warn-edge:#b07a17;
--bad:#9b1c24;--bad-tint:#fcebea;--bad-edge:#c2414a;--good:#1d5b36;--good-tint:#e7f3ea;--good-edge:#3f8f5e;
--shadow:0 1px 2px #1c232e14,0 8px 24px #1c232e0f;`;

const DARK = `color-scheme:dark;
--paper:#11151b;--panel:#191f28;--ink:#e9e6e0;--soft:#a7adb8;--line:#2e3643;--edge:#7c8696;
--accent:#7fcfdf;--accent-deep:#a4e0ec;--on-accent:#06222a;--tint:#1c2d35;--link:#8ad5e4;
--warn:#f4dc9d;--warn-tint:#31280f;--warn-edge:#b98f2c;
--bad:#ffb3b0;--bad-tint:#391c1f;--bad-edge:#d3646a;--good:#a9e0bd;--good-tint:#163022;--good-edge:#4f9d6d;
--shadow:0 1px 2px #0006;`;

/** Inline in every page, known to its policy by hash: one request a page, nothing from anyone else. */
export const STYLE = `:root{${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*,::before,::after{box-sizing:border-box}
html{font:100%/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);
overflow-wrap:break-word}
header.site,footer.site,main{width:100%;max-width:30rem;margin-inline:auto;padding-inline:1rem}
body.wide>*{max-width:46rem}
header.site{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:0 1rem;
min-height:4.5rem;padding-block:.75rem}
.brand{display:inline-flex;align-items:center;gap:.6rem;min-height:44px;font-weight:650;font-size:1.0625rem;
letter-spacing:-.01em;color:var(--ink);text-decoration:none}
.brand svg{width:1.75rem;height:1.75rem;color:var(--accent);flex:none}
header.site nav{display:flex;flex-wrap:wrap;align-items:center;gap:0 1.25rem;font-size:.9375rem}
header.site nav a{display:inline-flex;align-items:center;min-height:44px}
main{flex:1 0 auto;padding-block:0 3rem}
footer.site{padding-block:1rem 1.5rem;font-size:.875rem;color:var(--soft)}
.card{background:var(--panel);border:1px solid var(--line);border-radius:14px;box-shadow:var(--shadow);
padding:clamp(1.125rem,5vw,2rem);margin-block:0 1.25rem}
.card>:first-child{margin-top:0}.card>:last-child{margin-bottom:0}
h1{font-size:1.5rem;line-height:1.25;letter-spacing:-.02em;font-weight:650;margin:.25rem 0 1rem;text-wrap:balance}
h2{font-size:1.125rem;line-height:1.35;letter-spacing:-.01em;font-weight:650;margin:1.75rem 0 .5rem}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
p,ul,ol,dl,pre,table,form,fieldset{margin:0 0 1rem}
a{color:var(--link);text-underline-offset:.2em;text-decoration-thickness:.06em}
a:hover{text-decoration-thickness:.12em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
code,pre,kbd,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.875em}
code{background:var(--tint);border-radius:4px;padding:.1em .3em;overflow-wrap:anywhere}
pre{background:var(--tint);border-radius:10px;padding:.875rem 1rem;overflow-x:auto;line-height:1.6}
pre code{background:none;padding:0;overflow-wrap:normal}
dl{display:grid;grid-template-columns:1fr;gap:0}
dt{color:var(--soft);font-size:.875rem}dd{margin:0 0 .75rem}dd:last-child{margin:0}
@media (min-width:30rem){dl{grid-template-columns:max-content 1fr;gap:.625rem 1.25rem;align-items:baseline}dd{margin:0}}
.hint,small{color:var(--soft);font-size:.875rem}
.field{margin-block:0 1.125rem}
.field label,label.name{display:block;font-weight:600;margin-bottom:.3rem}
.field .hint{margin:.3rem 0 0}
input:not([type=checkbox],[type=radio],[type=hidden]),select,textarea{display:block;width:100%;min-height:46px;
padding:.5rem .75rem;font:inherit;color:var(--ink);background:var(--panel);border:1px solid var(--edge);border-radius:9px}
input:focus-visible,select:focus-visible,textarea:focus-visible{outline-offset:0;border-color:var(--accent);border-radius:9px}
input[aria-invalid=true]{border-color:var(--bad-edge)}
input.digits{letter-spacing:.15em;font-variant-numeric:tabular-nums;font-size:1.125rem}
fieldset{border:0;padding:0;min-width:0}
legend{font-weight:600;padding:0;margin-bottom:.25rem}
fieldset p{margin:0}
fieldset .hint{margin:-.25rem 0 .5rem 2.125rem}
[data-passkey]{margin-bottom:1rem}
label:has(>input[type=checkbox]),label:has(>input[type=radio]){display:flex;align-items:center;gap:.75rem;
min-height:44px;padding:.4rem 0;flex-wrap:wrap}
input[type=checkbox],input[type=radio]{width:1.375rem;height:1.375rem;margin:0;accent-color:var(--accent);flex:none}
button,.button{display:inline-flex;align-items:center;justify-content:center;min-height:46px;padding:.5rem 1.125rem;
font:inherit;font-weight:600;color:var(--ink);background:var(--panel);border:1px solid var(--edge);border-radius:9px;
cursor:pointer;text-decoration:none}
button:hover,.button:hover{background:var(--tint)}
button:focus-visible,.button:focus-visible{border-radius:9px}
button.primary,.button.primary{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
button.primary:hover,.button.primary:hover{background:var(--accent-deep);border-color:var(--accent-deep)}
button.danger{background:none;border-color:var(--bad-edge);color:var(--bad)}
button.danger:hover{background:var(--bad-tint)}
button.plain{min-height:44px;padding:.25rem 0;border:0;background:none;color:var(--link);font-weight:400;
text-decoration:underline;text-underline-offset:.2em}
button[disabled]{opacity:.6;cursor:default}
.wide-button{width:100%}
.away{display:inline-flex;align-items:center;min-height:44px}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center}
.actions form{margin:0}
.warning,.danger:not(button),.error,.done{border:1px solid;border-left-width:5px;border-radius:9px;
padding:.75rem 1rem;margin-block:0 1.125rem}
.warning{background:var(--warn-tint);border-color:var(--warn-edge);color:var(--warn)}
.danger:not(button),.error{background:var(--bad-tint);border-color:var(--bad-edge);color:var(--bad)}
.done{background:var(--good-tint);border-color:var(--good-edge);color:var(--good)}
.warning>:last-child,.danger>:last-child,.error>:last-child,.done>:last-child{margin-bottom:0}
.or{display:flex;align-items:center;gap:1rem;margin-block:1.25rem;color:var(--soft);font-size:.875rem}
.or::before,.or::after{content:"";flex:1;border-top:1px solid var(--line)}
.list{list-style:none;padding:0;border-top:1px solid var(--line)}
.list>li{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.5rem 1rem;
padding:.75rem 0;border-bottom:1px solid var(--line)}
.list>li>:first-child{flex:1 1 14rem;min-width:0}.list p{margin:0}.list form{margin:0}
.codes{columns:2 9rem;padding:.875rem 1rem;list-style:none;background:var(--tint);border-radius:10px;line-height:2}
.qr{display:block;width:12rem;height:12rem;max-width:100%;border-radius:10px;background:#fff;margin-block:0 1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.625rem .75rem .625rem 0;border-bottom:1px solid var(--line)}
th{font-size:.875rem;color:var(--soft);font-weight:600}
.visually-hidden:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none!important}
@media (forced-colors:active){button.primary,.button.primary{border-width:2px}}
@media print{header.site,footer.site,form,button{display:none}.card{border:0;box-shadow:none}}`;
