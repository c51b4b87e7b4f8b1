"""Runs one task over many files: child processes compute within limits; only the parent opens and writes.

The parent opens, locks and replaces files and never looks inside them. Only a child sees what is inside, and
its memory and time are bounded: if it dies, only its one file fails.
"""

from roi_xl.batch.child import Child, answer
from roi_xl.batch.delivery import InPlace, IntoFile, IntoFolder, Made, Nowhere, Reported
from roi_xl.batch.limits import Failure, Limits
from roi_xl.batch.local_processes import LocalProcesses
from roi_xl.batch.many_calls import in_order
from roi_xl.batch.many_files import each, not_reached, opened
from roi_xl.batch.task import Delivered, Delivery, Executor, Outcome, Task

__all__ = [
    "Child", "Delivered", "Delivery", "Executor", "Failure", "InPlace", "IntoFile", "IntoFolder", "Limits",
    "LocalProcesses", "Made", "Nowhere", "Outcome", "Reported", "Task", "answer", "each", "in_order",
    "not_reached", "opened",
]  # fmt: skip
