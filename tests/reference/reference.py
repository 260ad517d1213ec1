"""What the rule language means, as small and as slow as it can be said: the executable specification of
docs/LANGUAGE.md. It shares nothing with the engine: its own syntax tree, its own reading of schemas and data, its
own arithmetic. The differential test compares the two.

Facts are numbers (Decimal), days (int), texts and words (str), truths (bool), durations, records (dict) and lists.
None is a fact that is not known. Everything is a function of a scope, which says what each name stands for.
"""

import calendar
import datetime
import functools
import json
from collections import namedtuple
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext

SCENARIO = ""  # the scope's name for the facts of the scenario itself, without variables


# ---- The tree ----

Literal = namedtuple("Literal", "value text", defaults=[""])  # a value, and how it is written
Path = namedtuple("Path", "names")  # a fact, a variable, a parameter
Call = namedtuple("Call", "name arguments")  # a definition
Lookup = namedtuple("Lookup", "table keys day column")  # column None asks whether there is a row
Not = namedtuple("Not", "operand")
Logic = namedtuple("Logic", "word parts")  # and, or
Compare = namedtuple("Compare", "word left right")  # is, <, <=, >, >=, before, after, on or before, on or after
OneOf = namedtuple("OneOf", "value members")  # expressions, or the Path of a list
IsEmpty = namedtuple("IsEmpty", "list")
Within = namedtuple("Within", "value distance anchor")
Quantified = namedtuple("Quantified", "word variable list body incomplete")  # every, some, no, count of
If = namedtuple("If", "condition then otherwise")
Unsettled = namedtuple("Unsettled", "reason")
Arithmetic = namedtuple("Arithmetic", "word left right")  # +, -, *

Definition = namedtuple("Definition", "parameters body")  # names; an expression
Row = namedtuple("Row", "keys values since until known", defaults=[None, None, True])  # not known: unverified, partial
Subject = namedtuple("Subject", "variable list")
Severity = namedtuple("Severity", "word when otherwise")
Rule = namedtuple("Rule", "id kind require applies subjects severity since until parameters", defaults=[
    Literal(True, "true"), (), Severity("high", Literal(True, "true"), "high"), None, None, {}])
Exemption = namedtuple("Exemption", "id rule when")  # an exception of the language
RuleSet = namedtuple("RuleSet", "rules exceptions definitions tables", defaults=[(), (), {}, {}])  # two by name


# ---- Facts ----

@dataclass(frozen=True)
class Duration:
    unit: str  # days, months
    count: int
@dataclass(frozen=True)
class List:
    elements: tuple
    complete: bool = True

CYCLE = 146_097  # days in 400 years, after which the calendar repeats: days need no first or last year

def day_number(year, month, day):
    cycles, year = divmod(year - 1, 400)
    return datetime.date(year + 1, month, day).toordinal() + cycles * CYCLE

@functools.lru_cache(maxsize=None)
def day_of(text):
    return day_number(*map(int, text.split("-")))

def moved(day, distance, sign):
    """A day so far later (sign 1) or earlier (-1). A month later than January 31 is the last day of February."""
    if distance.unit == "days":
        return day + sign * distance.count
    cycles, rest = divmod(day - 1, CYCLE)
    date = datetime.date.fromordinal(rest + 1)
    year, month = divmod((date.year + 400 * cycles) * 12 + date.month - 1 + sign * distance.count, 12)
    last = calendar.monthrange((year - 1) % 400 + 1, month + 1)[1]
    return day_number(year, month + 1, min(date.day, last))

def facts(value, schema, root, definitions):
    """The facts of a JSON value. `root` is the schema's whole document, `definitions` the documents by `$id`."""
    if value is None:
        return None
    if "anyOf" in schema:
        schema = next(s for s in schema["anyOf"] if s.get("type") != "null")
    if "$ref" in schema:
        document, pointer = schema["$ref"].split("#/$defs/")
        root = definitions[document] if document else root
        return facts(value, root["$defs"][pointer], root, definitions)
    fields = schema.get("properties")
    if fields is not None:
        record = {name: facts(value.get(name), s, root, definitions) for name, s in fields.items()}
        for name, fact in record.items():
            if isinstance(fact, List) and name + "_complete" in fields:
                record[name] = List(fact.elements, value.get(name + "_complete") is True)
        return record
    if "items" in schema:
        return List(tuple(facts(element, schema["items"], root, definitions) for element in value))
    return day_of(value) if schema.get("format") == "date" else value

def read_json(text):
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


# ---- Logic and comparison ----

def kleene(truths, decisive):
    """`and` (decisive False) and `or` (decisive True): one decisive truth settles it, an unknown one leaves it open."""
    unknown = False
    for truth in truths:
        if truth is decisive:
            return decisive
        unknown = unknown or truth is None
    return None if unknown else not decisive

def negation(truth):
    return None if truth is None else not truth

def equal(a, b):
    """A count is known as an interval (lowest, highest): of two intervals it can be plain that they are not equal."""
    if a is None or b is None:
        return None
    if not isinstance(a, tuple) and not isinstance(b, tuple):
        return a == b
    (a, aa), (b, bb) = interval(a), interval(b)
    return True if a == aa == b == bb else False if aa < b or bb < a else None

def less(a, b):
    if a is None or b is None:
        return None
    (a, aa), (b, bb) = interval(a), interval(b)
    return True if aa < b else False if a >= bb else None

def interval(value):
    if isinstance(value, Duration):
        value = value.count
    return value if isinstance(value, tuple) else (value, value)

def exact(value):
    return value if not isinstance(value, tuple) else value[0] if value[0] == value[1] else None

COMPARISONS = {
    "is": equal,
    "<": less,
    ">": lambda a, b: less(b, a),
    "<=": lambda a, b: negation(less(b, a)),
    ">=": lambda a, b: negation(less(a, b)),
}
COMPARISONS |= {"before": COMPARISONS["<"], "on or before": COMPARISONS["<="],
                "after": COMPARISONS[">"], "on or after": COMPARISONS[">="]}

def computed(word, a, b):
    if a is None or b is None:
        return None
    if isinstance(b, Duration):
        return moved(a, b, 1 if word == "+" else -1)
    with localcontext(Context(prec=80, traps=[Inexact])):
        return a * b if word == "*" else a + b if word == "+" else a - b


# ---- Expressions ----

def meaning(expression, rules):
    """A function from a scope to the value of the expression, None where it is not known."""
    def of(part):
        inner = meaning(part, rules)
        if isinstance(part, (Quantified, Call)):  # a count that is not compared is one number, or not known
            return lambda scope: exact(inner(scope))
        return inner

    match expression:
        case Literal(value, _):
            return lambda scope: value
        case Path(names):
            def fact(scope):
                value = scope
                for name in names:
                    value = value[name] if value is not None else None
                return value
            return fact
        case Call(name, arguments):
            definition = rules.definitions[name]
            body, arguments = meaning(definition.body, rules), [of(a) for a in arguments]
            def call(scope):  # a definition sees the scenario and its parameters, never the caller's variables
                values = {p: a(scope) for p, a in zip(definition.parameters, arguments)}
                return body({**scope[SCENARIO], SCENARIO: scope[SCENARIO], **values})
            return call
        case Lookup(table, keys, day, column):
            rows, keys, day = rules.tables[table], [of(k) for k in keys], of(day)
            def look_up(scope):
                key, on = tuple(k(scope) for k in keys), day(scope)
                if None in key or on is None:
                    return None
                row = next((r for r in rows if r.keys == key and (r.since is None or r.since <= on)
                            and (r.until is None or on <= r.until)), None)
                if column is None:
                    return row is not None
                return row.values[column] if row is not None and row.known else None
            return look_up
        case Not(operand):
            operand = of(operand)
            return lambda scope: negation(operand(scope))
        case Logic(word, parts):
            parts = [of(part) for part in parts]
            return lambda scope: kleene((part(scope) for part in parts), word == "or")
        case Compare(word, left, right):
            left, right, compare = meaning(left, rules), meaning(right, rules), COMPARISONS[word]
            return lambda scope: compare(left(scope), right(scope))
        case Arithmetic(word, left, right):
            left, right = of(left), of(right)
            return lambda scope: computed(word, left(scope), right(scope))
        case OneOf(value, Path() as path):  # some element is the value
            value, path = meaning(value, rules), of(path)
            def one_of_list(scope):
                members, one = path(scope), value(scope)
                return None if members is None else kleene(
                    [equal(one, m) for m in members.elements] + further(members), True)
            return one_of_list
        case OneOf(value, members):
            value, members = meaning(value, rules), [of(m) for m in members]
            return lambda scope: kleene((equal(value(scope), m(scope)) for m in members), True)
        case IsEmpty(path):  # no element satisfies true
            path = of(path)
            def is_empty(scope):
                members = path(scope)
                return None if members is None else kleene([False for _ in members.elements] + further(members), False)
            return is_empty
        case Within(value, distance, anchor):
            value, distance, anchor = of(value), of(distance), of(anchor)
            def within(scope):
                v, d, a = value(scope), distance(scope), anchor(scope)
                return None if None in (v, d, a) else moved(a, d, -1) <= v <= moved(a, d, 1)
            return within
        case Quantified(word, variable, path, body, incomplete):
            path, body = of(path), of(body)
            def quantified(scope):
                members = path(scope)
                if members is None:
                    return None
                truths = [body({**scope, variable: e}) for e in members.elements]
                if word == "count of":
                    unknown = Decimal("inf") if further(members, incomplete) else truths.count(None)
                    return Decimal(truths.count(True)), truths.count(True) + unknown
                some = kleene(truths + further(members, incomplete), word != "every")
                return negation(some) if word == "no" else some
            return quantified
        case If(condition, then, otherwise):
            condition, then, otherwise = of(condition), of(then), of(otherwise)
            def choice(scope):
                which = condition(scope)
                if which is None:
                    a, b = then(scope), otherwise(scope)
                    return a if a == b else None
                return then(scope) if which else otherwise(scope)
            return choice
        case Unsettled():
            return lambda scope: None
    raise TypeError(expression)

def further(members, incomplete=False):
    """What a list that may have more elements adds to a quantifier: one more, of which nothing is known."""
    return [None] if incomplete or not members.complete else []


# ---- Rules ----

def verdict(applies, requirement, exception):
    if applies is False or exception is True:
        return "not_applicable"
    if requirement is True:
        return "satisfied"
    if requirement is False and applies is True and exception is False:
        return "violated"
    return "indeterminate"

# Severity None: no version is in force to say.
Result = namedtuple("Result", "rule subject verdict exception severity", defaults=[None, None])

RANK = ["violated", "indeterminate", "satisfied", "waived", "not_applicable"]

def worst(results):
    return min((r.verdict for r in results), key=RANK.index, default="not_applicable")

class Judge:
    """A rule set made ready to judge scenarios of one kind, given as the document of its schema."""

    def __init__(self, rules, kind, schema, definitions):
        self.read = lambda text: facts(read_json(text), schema, schema, definitions)
        self.rules = {}  # versions by id
        for rule in (r for r in rules.rules if r.kind == kind):
            exceptions = sorted((e for e in rules.exceptions if e.rule == rule.id), key=lambda e: e.id)
            self.rules.setdefault(rule.id, []).append(
                (rule, meaning(rule.applies, rules), meaning(rule.require, rules),
                 meaning(rule.severity.when, rules), [(e.id, meaning(e.when, rules)) for e in exceptions]))

    def judge(self, text, as_of=None):
        scenario = self.read(text)
        scenario["as_of"] = as_of or scenario["as_of"]
        return [r for id, versions in self.rules.items() for r in self.results(id, versions, scenario)]

    def results(self, id, versions, scenario):
        for rule, applies, require, severity, exceptions in versions:
            if (rule.since is None or rule.since <= scenario["as_of"]) and \
               (rule.until is None or scenario["as_of"] <= rule.until):
                break
        else:
            return [Result(id, "", "not_applicable")]
        found = []
        for pointer, present, scope in subjects(rule.subjects, {**scenario, SCENARIO: scenario,
                                                                **rule.parameters}, {}):
            word = rule.severity.word if severity(scope) is True else rule.severity.otherwise
            in_scope = applies(scope)
            if not present:
                what = "not_applicable" if in_scope is False else "indeterminate"
                found.append(Result(id, pointer, what, None, word))
                continue
            excused = [(name, when(scope)) for name, when in exceptions]
            what = verdict(in_scope, require(scope), kleene((truth for _, truth in excused), True))
            by = next((name for name, truth in excused if truth is True), None) if in_scope is not False else None
            found.append(Result(id, pointer, what, by, word))
        return found

def subjects(levels, scope, pointers):
    """Each subject of a rule: its JSON Pointer, whether its list is present, and the scope in which it is judged."""
    if not levels:
        yield next(reversed(pointers.values()), ""), True, scope
        return
    (variable, names), later = (levels[0].variable, levels[0].list.names), levels[1:]
    members = meaning(levels[0].list, None)(scope)
    place = "/".join((pointers.get(names[0], "/" + names[0]), *names[1:]))
    if members is None:
        yield place, False, scope | {s.variable: None for s in levels}
        return
    for index, element in enumerate(members.elements):
        where = {**pointers, variable: f"{place}/{index}"}
        yield from subjects(later, {**scope, variable: element}, where)
