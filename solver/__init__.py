"""The solver: numbers in, numbers out.

Here are its values and its checker. `solver.solve.solve` and `solver.solve_wide.solve_wide` stand apart because they
load OR-Tools, which takes seconds that a reader of plans should not wait.
"""

from solver.check import Rule, Violation, check
from solver.compactness import DayCompactness, compactness
from solver.cost import solution_value
from solver.limits import Limit
from solver.model import Group, InvalidProblem, Lock, Lunch, Problem, Shift, TimeWindow, TravelMatrix, Visit, Weights
from solver.result import Certificate, Incumbent, Result, Status, Uncertified
from solver.slots import Choice, Slot, propose_slots, retimed, two_choices
from solver.solution import Reason, Route, Solution, Stop, Unserved
from solver.traffic import Traffic
from solver.travel import Speeds, StraightLine, TravelModel, TravelTable
from solver.wide import WideProblem

__all__ = [
    "Certificate",
    "Choice",
    "DayCompactness",
    "Group",
    "Incumbent",
    "InvalidProblem",
    "Limit",
    "Lock",
    "Lunch",
    "Problem",
    "Reason",
    "Result",
    "Route",
    "Rule",
    "Shift",
    "Slot",
    "Solution",
    "Speeds",
    "Status",
    "Stop",
    "StraightLine",
    "TimeWindow",
    "Traffic",
    "TravelMatrix",
    "TravelModel",
    "TravelTable",
    "Uncertified",
    "Unserved",
    "Violation",
    "Visit",
    "Weights",
    "WideProblem",
    "check",
    "compactness",
    "propose_slots",
    "retimed",
    "solution_value",
    "two_choices",
]
