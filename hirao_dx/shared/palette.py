"""The charts' colours, as literal values so that screen, print and PDF agree.

They repeat static/css/tokens.css, where each is named alike.
"""

# Planned phases, after the plan's own figures: a dashed outline or a pale fill.
PLANNED_LINE = "#0017c1"
PLANNED_FILL = "#c5d7fb"
PLANNED_SOLID = "#7096f8"
# The schedule that a revision replaced: an outline only.
SUPERSEDED_LINE = "#626264"
PAPER = "#ffffff"
# Phases as reported, from the first (検討) to the last (実施).
ACTUAL_PHASES = ("#4979f5", "#3460fb", "#0031d8", "#0017c1")
# Reported, but in no phase (未着手, 完了, 中止).
ACTUAL_OTHER = "#626264"
# Stacked bars, dark to pale; the first two take white letters.
SHADES = ("#00118f", "#3460fb", "#7096f8", "#b3c8fb", "#e8f1fe")
# Lines and letters on paper.
INK = "#1a1a1a"
# Judgements: pale fill and edge. Each also has its mark, so that grey is enough.
JUDGEMENTS = {
    "ahead": ("#e8f1fe", "#0031d8"),
    "on_track": ("#e6f5ec", "#197a4b"),
    "slightly_late": ("#fbf5e0", "#806300"),
    "late": ("#fdeeee", "#ce0000"),
    "done": ("#c2e5d1", "#0c472a"),
    "unreported": ("#ffffff", "#4d4d4d"),
    "out_of_period": ("#f2f2f2", "#626264"),
    "cancelled": ("#e6e6e6", "#333333"),
}
