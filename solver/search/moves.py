"""Compiled arithmetic on one shift of a plan: its clocks, and the exact best insertion of visits.

Forwards run the earliest departures, backwards the latest arrivals, each with lunch still to come and with lunch taken
(the rule of `solver.schedule`); an insertion between two positions fits if what leaves the one reaches the other in
time (Savelsbergh, "The Vehicle Routing Problem with Time Windows: Minimizing Route Duration", ORSA J. Computing, 1992).
"""

from solver.compiled import compiled
from solver.insertion import NOTHING
from solver.schedule import NEVER, Moments
from solver.search.board import (
    BACK,
    CLOSES,
    COUNT,
    DAY,
    DETOUR,
    END,
    FIRST_MEMBER,
    FROM_START,
    GAIN,
    GAP_DAYS,
    GROUP,
    LATE_AFTER,
    LATE_BEFORE,
    LATEST,
    LEFT_AFTER,
    LEFT_BEFORE,
    LEG,
    LUNCH_FROM,
    LUNCH_LENGTH,
    LUNCH_TO,
    MOST,
    ON,
    OPENS,
    PER_OVERTIME,
    PER_TRAVEL,
    POSITION,
    RETURN,
    ROOM,
    SERVICE,
    START,
    STRAIGHT,
    TO_END,
    VALUE,
    Board,
    Plan,
)


@compiled
def _begin(window_s: Moments, v: int, ready_s: int) -> int:
    """The first moment from `ready_s` on inside a window of a shift (2 x V x W), or NEVER."""
    for w in range(window_s.shape[2]):
        if ready_s <= window_s[CLOSES, v, w]:
            return max(ready_s, window_s[OPENS, v, w])
    return NEVER


@compiled
def _latest_arrival(window_s: Moments, v: int, begin_by_s: int) -> int:
    """The latest arrival from which service begins by this moment, or -1."""
    for w in range(window_s.shape[2] - 1, -1, -1):
        if window_s[OPENS, v, w] <= begin_by_s:
            return min(begin_by_s, window_s[CLOSES, v, w])
    return -1


@compiled
def _lunch_on_leg(shift: Moments, left_s: int, drive_s: int) -> int:
    """When the rep is ready after a leg that carries the lunch, or NEVER."""
    if left_s > shift[LUNCH_TO]:
        return NEVER
    return max(left_s + drive_s, shift[LUNCH_FROM]) + shift[LUNCH_LENGTH]


@compiled
def _home(shift: Moments, before_s: int, after_s: int) -> int:
    """When the rep is home; lunch still to come may follow the return while its window lasts."""
    return min(before_s, after_s) if before_s <= shift[LUNCH_TO] else after_s


@compiled
def retime(board: Board, plan: Plan, s: int) -> bool:
    """Set the clocks and the value of a shift from its order; False where the order does not fit."""
    n = plan.total[s, COUNT]
    order, clock, shift, window_s = plan.order[s], plan.clock[s], board.shift[s], board.window_s[s]
    lunch = shift[LUNCH_FROM] >= 0
    clock[LEFT_BEFORE, 0] = shift[START] if lunch else NEVER
    clock[LEFT_AFTER, 0] = NEVER if lunch else shift[START]
    travel_s, worth = 0, 0
    for k in range(n):
        v = order[k]
        drive_s = board.ends_s[s, FROM_START, v] if k == 0 else board.drive_s[BACK, v, order[k - 1]]
        clock[LEG, k] = drive_s
        travel_s += drive_s
        worth += board.worth[s, v]
        before_s = clock[LEFT_BEFORE, k] + drive_s
        after_s = min(clock[LEFT_AFTER, k] + drive_s, _lunch_on_leg(shift, clock[LEFT_BEFORE, k], drive_s))
        clock[LEFT_BEFORE, k + 1] = _begin(window_s, v, before_s) + board.visit[SERVICE, v]
        clock[LEFT_AFTER, k + 1] = _begin(window_s, v, after_s) + board.visit[SERVICE, v]
    drive_s = shift[STRAIGHT] if n == 0 else board.ends_s[s, TO_END, order[n - 1]]
    clock[LEG, n] = drive_s
    travel_s += drive_s
    return_s = shift[START]
    if n > 0 or drive_s > 0:
        after_s = min(clock[LEFT_AFTER, n] + drive_s, _lunch_on_leg(shift, clock[LEFT_BEFORE, n], drive_s))
        return_s = _home(shift, clock[LEFT_BEFORE, n] + drive_s, after_s)
    plan.total[s, RETURN] = return_s
    spent = shift[PER_TRAVEL] * travel_s + shift[PER_OVERTIME] * max(0, return_s - shift[END])
    plan.total[s, VALUE] = worth - spent
    _look_back(board, plan, s)
    return return_s <= shift[LATEST]


@compiled
def _look_back(board: Board, plan: Plan, s: int) -> None:
    """Set the latest arrivals of a shift, and the longest stretch between two of its positions."""
    n = plan.total[s, COUNT]
    order, clock, shift, window_s = plan.order[s], plan.clock[s], board.shift[s], board.window_s[s]
    clock[LATE_AFTER, n + 1] = shift[LATEST]
    clock[LATE_BEFORE, n + 1] = min(shift[LATEST], shift[LUNCH_TO])
    for k in range(n, 0, -1):
        v, drive_s = order[k - 1], clock[LEG, k]
        before_s, after_s = clock[LATE_BEFORE, k + 1] - drive_s, clock[LATE_AFTER, k + 1] - drive_s
        if 0 <= shift[LUNCH_FROM] <= clock[LATE_AFTER, k + 1] - shift[LUNCH_LENGTH]:
            before_s = max(before_s, min(shift[LUNCH_TO], after_s - shift[LUNCH_LENGTH]))
        clock[LATE_BEFORE, k] = _latest_arrival(window_s, v, before_s - board.visit[SERVICE, v])
        clock[LATE_AFTER, k] = _latest_arrival(window_s, v, after_s - board.visit[SERVICE, v])
    room_s = -NEVER
    for k in range(n + 1):
        latest_s = max(clock[LATE_BEFORE, k + 1], clock[LATE_AFTER, k + 1])
        room_s = max(room_s, latest_s - min(clock[LEFT_BEFORE, k], clock[LEFT_AFTER, k]))
    plan.total[s, ROOM] = room_s


@compiled
def scan(board: Board, plan: Plan, s: int, visits: Moments, wanted: int) -> None:
    """Write the best insertion of the first `wanted` visits into a shift: gain, detour, position; NOTHING where none.

    The hot loop of the search: it takes its arrays out of their tuples once.
    """
    n = plan.total[s, COUNT]
    order, clock, shift, window_s, found = plan.order[s], plan.clock[s], board.shift[s], board.window_s[s], plan.best[s]
    ends_s, drive_s, service, worth = board.ends_s[s], board.drive_s, board.visit[SERVICE], board.worth[s]
    lunch_from_s, lunch_to_s, lunch_s = shift[LUNCH_FROM], shift[LUNCH_TO], shift[LUNCH_LENGTH]
    per_travel, per_overtime = shift[PER_TRAVEL], shift[PER_OVERTIME]
    may_overrun = shift[LATEST] > shift[END] and per_overtime > 0
    refund = 0
    if may_overrun and (n > 0 or shift[STRAIGHT] > 0):
        refund = per_overtime * max(0, plan.total[s, RETURN] - shift[END])
    room_s = plan.total[s, ROOM] if n < shift[MOST] else -NEVER
    for i in range(wanted):
        v = visits[i]
        service_s = service[v]
        best, best_detour_s, best_position = NOTHING, 0, 0
        if service_s <= room_s and window_s[CLOSES, v, 0] >= 0:
            most = worth[v] + refund
            for k in range(n + 1):
                to_s = ends_s[FROM_START, v] if k == 0 else drive_s[BACK, v, order[k - 1]]
                on_s = ends_s[TO_END, v] if k == n else drive_s[ON, v, order[k]]
                detour_s = to_s + on_s - clock[LEG, k]
                gain = most - per_travel * detour_s
                if gain < best or (gain == best and detour_s >= best_detour_s):
                    continue
                before_s, after_s = clock[LEFT_BEFORE, k] + to_s, clock[LEFT_AFTER, k] + to_s
                latest_s = max(clock[LATE_BEFORE, k + 1], clock[LATE_AFTER, k + 1])
                if min(before_s, after_s) + service_s + on_s > latest_s:
                    continue
                if clock[LEFT_BEFORE, k] <= lunch_to_s:
                    after_s = min(after_s, max(before_s, lunch_from_s) + lunch_s)
                before_s = _begin(window_s, v, before_s) + service_s
                after_s = _begin(window_s, v, after_s) + service_s
                next_after_s = after_s + on_s
                if before_s <= lunch_to_s:
                    next_after_s = min(next_after_s, max(before_s + on_s, lunch_from_s) + lunch_s)
                before_s += on_s
                if before_s > clock[LATE_BEFORE, k + 1] and next_after_s > clock[LATE_AFTER, k + 1]:
                    continue
                if may_overrun:
                    gain -= per_overtime * _overtime_after(board, plan, s, k, before_s, next_after_s)
                    if gain < best or (gain == best and detour_s >= best_detour_s):
                        continue
                best, best_detour_s, best_position = gain, detour_s, k
        found[GAIN, v], found[DETOUR, v], found[POSITION, v] = best, best_detour_s, best_position


@compiled
def _overtime_after(board: Board, plan: Plan, s: int, k: int, before_s: int, after_s: int) -> int:
    """The overtime of a shift whose positions from `k` on are reached at these moments."""
    shift, window_s = board.shift[s], board.window_s[s]
    for later in range(k, plan.total[s, COUNT]):
        v = plan.order[s, later]
        before_s = _begin(window_s, v, before_s) + board.visit[SERVICE, v]
        after_s = _begin(window_s, v, after_s) + board.visit[SERVICE, v]
        drive_s = plan.clock[s, LEG, later + 1]
        after_s = min(after_s + drive_s, _lunch_on_leg(shift, before_s, drive_s))
        before_s += drive_s
    return max(0, _home(shift, before_s, after_s) - shift[END])


@compiled
def put_in(board: Board, plan: Plan, s: int, v: int) -> None:
    """Insert a visit where its best insertion into the shift was found."""
    position = plan.best[s, POSITION, v]
    for k in range(plan.total[s, COUNT], position, -1):
        plan.order[s, k] = plan.order[s, k - 1]
    plan.order[s, position] = v
    plan.total[s, COUNT] += 1
    plan.shift_of[v] = s
    retime(board, plan, s)


@compiled
def is_blocked(board: Board, plan: Plan, s: int, v: int) -> bool:
    """Whether another visit of its group stands too near to this shift's day."""
    group = board.visit[GROUP, v]
    if group < 0:
        return False
    for m in range(board.group[group, FIRST_MEMBER], board.group[group + 1, FIRST_MEMBER]):
        other = board.members[m]
        at = plan.shift_of[other]
        if other != v and at >= 0 and abs(board.shift[at, DAY] - board.shift[s, DAY]) < board.group[group, GAP_DAYS]:
            return True
    return False
