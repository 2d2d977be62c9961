"""All stories of the corpus with filled-in templates."""

from tests.intake.making import stories_dutch_german, stories_english, stories_made, stories_spanish_korean
from tests.intake.making.template_mails import Story

STORIES: list[Story] = [
    *stories_english.STORIES,
    *stories_dutch_german.STORIES,
    *stories_spanish_korean.STORIES,
    *stories_made.STORIES,
]
