/** How charts look. What differs in meaning differs in shape as well: dashed, solid, thick, hatched. */
export const CHART_STYLE = `
.chart-svg{display:block;font:500 12px var(--sans);font-variant-numeric:tabular-nums}
.chart-svg text{fill:var(--ink)}
.chart-svg .title{font-weight:650;font-size:14px}
.chart-svg .note{font-weight:400;font-size:11px;fill:var(--dim)}
.chart-svg .region{fill:none;stroke:var(--edge);stroke-dasharray:1 5;stroke-linecap:round}
.chart-svg .dot{fill:var(--ink)}
.chart-svg .box>.fill{fill:var(--panel);stroke:var(--edge);stroke-width:1.25;transition:stroke .16s,fill .16s}
.chart-svg .box.visited>.fill{stroke:var(--ink);stroke-width:1.5}
.chart-svg .box.active>.fill{stroke:var(--c);stroke-width:2.5;fill:var(--cb)}
.chart-svg .box.active>.title{fill:var(--c);font-weight:750}
.chart-svg .box.frame.active>.fill{stroke-width:2}
.chart-svg .box.hatched>.hatch{fill:url(#hatch);stroke:none}
.chart-svg .box:focus-visible{outline:none}
.chart-svg .box.box.box:focus-visible>.fill{stroke:var(--flight);stroke-width:3;stroke-dasharray:none}
.chart-svg .line{fill:none;stroke:var(--edge);stroke-width:1.25;stroke-dasharray:3 4;transition:stroke .16s}
.chart-svg .head{fill:var(--edge);transition:fill .16s}
.chart-svg .edge.possible .line{stroke-dasharray:none}
.chart-svg .edge.taken .line{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:none}
.chart-svg .edge.taken .head{fill:var(--ink)}
.chart-svg .edge.last .line{stroke:var(--c);stroke-width:3;stroke-dasharray:none}
.chart-svg .edge.last .head{fill:var(--c)}
.chart-svg .label{paint-order:stroke;stroke:var(--panel);stroke-width:5px;stroke-linejoin:round}
.chart-svg .event{fill:var(--c);font-weight:650}
.chart-svg .event.long{font-size:11px}
.chart-svg .reached{font-weight:750}
.chart-svg .icon{color:var(--c)}
@media(prefers-reduced-motion:reduce){.chart-svg *{transition:none!important}}
@media(forced-colors:active){.chart-svg .box.active>.fill{stroke:Highlight}.chart-svg .edge.last .line{stroke:Highlight}}
`;
