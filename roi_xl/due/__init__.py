"""Lists what a programme still asks for: follow-ups, readings, agreements, each with a day and an owner."""

from roi_xl.due.plan import Item as Item
from roi_xl.due.plan import Kind as Kind
from roi_xl.due.plan import Plan as Plan
from roi_xl.due.plan import plan_of as plan_of
