"""Every story of the demo."""

from __future__ import annotations

from tui_registry.demo import (
    story_churn,
    story_demand,
    story_odd,
    story_power,
    story_risk,
    story_shop,
    story_text,
    story_wind,
)

STORIES = (
    *story_power.STORIES,
    *story_wind.STORIES,
    *story_churn.STORIES,
    *story_demand.STORIES,
    *story_risk.STORIES,
    *story_shop.STORIES,
    *story_text.STORIES,
    *story_odd.STORIES,
)
