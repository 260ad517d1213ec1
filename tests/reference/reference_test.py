"""The reference evaluator against cases written by hand from docs/LANGUAGE.md and the design, and what is generated
against itself: each seed gives one case, and its schemas and scenarios are of the form that the schemas say."""

import itertools
import json
import unittest
from decimal import Decimal

import case
import generate
import read_rules
import reference
from reference import (Arithmetic, Call, Compare, Definition, Duration, Exemption, If, IsEmpty, Judge, Literal, Logic,
                       Lookup, Not, OneOf, Path, Quantified, Row, Rule, RuleSet, Severity, Subject, Unsettled, Within,
                       day_of, verdict)

T, F, U = True, False, None
TRUTHS = (T, F, U)
YES, NO, OPEN = Literal(True), Literal(False), Unsettled("open")


def fact(dotted):
    return Path(tuple(dotted.split(".")))


def number(n):
    return Literal(Decimal(n))


ITEM = {"type": ["object", "null"], "properties": {
    "ok": {"type": ["boolean", "null"]}, "n": {"type": "number"}, "word": {"enum": ["a", "b"]},
    "parts": {"type": "array", "items": {"type": "object", "properties": {"ok": {"type": "boolean"}}}}}}
SCHEMA = {"$id": "urn:test", "properties": {
    "as_of": {"type": "string", "format": "date"}, "day": {"type": "string", "format": "date"},
    "ok": {"type": "boolean"}, "n": {"type": "integer"}, "text": {"type": "string"},
    "usd": {"anyOf": [{"$ref": "#/$defs/usd"}, {"type": "null"}]},
    "items": {"type": "array", "items": ITEM}, "record": ITEM,
    "some": {"type": "array", "items": ITEM}, "some_complete": {"type": ["boolean", "null"]},
    "words": {"type": "array", "items": {"enum": ["a", "b", None]}}}, "$defs": {"usd": {"type": "number"}}}


def results(rules, **facts):
    text = json.dumps({"as_of": "2024-02-29", **facts})
    return Judge(rules, "k", SCHEMA, {}).judge(text)


def value(expression, tables=None, definitions=None, **facts):
    """The truth of a condition; a value is looked at through comparisons."""
    rules = RuleSet(definitions=definitions or {}, tables=tables or {})
    scope = Judge(rules, "k", SCHEMA, {}).read(json.dumps({"as_of": "2024-02-29", **facts}))
    return reference.meaning(expression, rules)({**scope, reference.SCENARIO: scope})


class Verdicts(unittest.TestCase):
    def test_every_combination(self):
        """The table of the design, section 1, written out: applies, requirement, exception."""
        na, ok, bad, open_ = "not_applicable", "satisfied", "violated", "indeterminate"
        table = {
            (F, T, F): na, (F, F, F): na, (F, U, F): na, (F, T, T): na, (F, F, T): na, (F, U, T): na,
            (F, T, U): na, (F, F, U): na, (F, U, U): na,
            (T, T, T): na, (T, F, T): na, (T, U, T): na, (U, T, T): na, (U, F, T): na, (U, U, T): na,
            (T, T, F): ok, (T, T, U): ok, (U, T, F): ok, (U, T, U): ok,
            (T, F, F): bad, (T, F, U): open_, (U, F, F): open_, (U, F, U): open_,
            (T, U, F): open_, (T, U, U): open_, (U, U, F): open_, (U, U, U): open_}
        self.assertEqual(len(table), 27)
        written = {T: YES, F: NO, U: OPEN}
        for (applies, requirement, exception), expected in table.items():
            self.assertEqual(verdict(applies, requirement, exception), expected)
            rules = RuleSet((Rule("r", "k", written[requirement], written[applies]),),
                            (Exemption("e", "r", written[exception]),))
            by = "e" if exception is True and applies is not False else None
            self.assertEqual(results(rules), [("r", "", expected, by, "high")])

    def test_knowing_less_never_settles(self):
        """Any of the three becoming unknown leaves the verdict or opens it; not_applicable may become satisfied."""
        for settled in itertools.product(TRUTHS, repeat=3):
            for at in range(3):
                after = verdict(*(U if i == at else t for i, t in enumerate(settled)))
                before = verdict(*settled)
                fair = (before, after) == ("not_applicable", "satisfied")
                self.assertTrue(fair or after in (before, "indeterminate"))

    def test_false_exception_hides_no_true_one(self):
        rules = RuleSet((Rule("r", "k", NO),), tuple(
            Exemption(*e) for e in [("c", "r", YES), ("a", "r", NO), ("b", "r", YES), ("0", "other", YES)]))
        self.assertEqual(results(rules), [("r", "", "not_applicable", "b", "high")])

    def test_worst(self):
        def of(*words):
            return reference.worst([reference.Result("r", "", w) for w in words])
        self.assertEqual(of("satisfied", "violated", "indeterminate"), "violated")
        self.assertEqual(of("not_applicable", "indeterminate", "satisfied"), "indeterminate")
        self.assertEqual(of("not_applicable", "waived", "satisfied"), "satisfied")
        self.assertEqual(of("not_applicable", "waived"), "waived")
        self.assertEqual(of(), "not_applicable")

    def test_versions(self):
        def on(since, until):
            rule = Rule("r", "k", YES, since=since and day_of(since), until=until and day_of(until))
            return results(RuleSet((rule,)))[0].verdict
        self.assertEqual(on("2024-02-29", "2024-02-29"), "satisfied")
        self.assertEqual(on(None, "2024-02-28"), "not_applicable")
        self.assertEqual(on("2024-03-01", None), "not_applicable")
        old = Rule("r", "k", NO, subjects=(Subject("i", fact("items")),), until=day_of("2024-02-28"))
        new = Rule("r", "k", YES, since=day_of("2024-02-29"))
        self.assertEqual(results(RuleSet((old, new))), [("r", "", "satisfied", None, "high")])
        self.assertEqual(results(RuleSet((old,)), items=[{}, {}]), [("r", "", "not_applicable", None, None)])

    def test_severity(self):
        for when, word in ((YES, "high"), (NO, "medium"), (OPEN, "medium")):
            rules = RuleSet((Rule("r", "k", NO, severity=Severity("high", when, "medium")),))
            self.assertEqual(results(rules)[0].severity, word)


class Subjects(unittest.TestCase):
    def judge(self, *levels, require=YES, applies=YES, **facts):
        subjects = tuple(Subject(variable, fact(path)) for variable, path in levels)
        rules = RuleSet((Rule("r", "k", require, applies, subjects),))
        return [(r.subject, r.verdict) for r in results(rules, **facts)]

    def test_elements(self):
        items = [{"ok": True}, {"ok": False}, {}, None]
        self.assertEqual(self.judge(("i", "items"), require=fact("i.ok"), items=items),
                         [("/items/0", "satisfied"), ("/items/1", "violated"), ("/items/2", "indeterminate"),
                          ("/items/3", "indeterminate")])
        self.assertEqual(self.judge(("w", "words"), require=Compare("is", fact("w"), Literal("a")), words=["a", "b"]),
                         [("/words/0", "satisfied"), ("/words/1", "violated")])

    def test_empty_list(self):
        self.assertEqual(self.judge(("i", "items"), items=[]), [])

    def test_absent_list(self):
        self.assertEqual(self.judge(("i", "items"), require=YES), [("/items", "indeterminate")])
        self.assertEqual(self.judge(("i", "items"), require=YES, items=None), [("/items", "indeterminate")])
        self.assertEqual(self.judge(("i", "items"), applies=fact("ok"), ok=False), [("/items", "not_applicable")])
        self.assertEqual(self.judge(("i", "items"), applies=fact("i.ok")), [("/items", "indeterminate")])
        self.assertEqual(self.judge(("i", "items"), applies=Logic("and", (fact("i.ok"), fact("ok"))), ok=False),
                         [("/items", "not_applicable")])
        self.assertEqual(self.judge(("p", "record.parts")), [("/record/parts", "indeterminate")])

    def test_nested(self):
        items = [{"parts": [{"ok": True}]}, {}, {"parts": []}, {"ok": False}]
        levels = ("i", "items"), ("p", "i.parts")
        self.assertEqual(self.judge(*levels, require=fact("p.ok"), applies=fact("i.ok"), items=items),
                         [("/items/0/parts/0", "satisfied"), ("/items/1/parts", "indeterminate"),
                          ("/items/3/parts", "not_applicable")])
        self.assertEqual(self.judge(("i", "items"), ("p", "i.parts")), [("/items", "indeterminate")])


class Conditions(unittest.TestCase):
    def test_kleene(self):
        written = {T: YES, F: NO, U: OPEN}
        conjunction = {(T, T): T, (T, F): F, (T, U): U, (F, F): F, (F, U): F, (U, U): U}
        for a, b in itertools.product(TRUTHS, repeat=2):
            expected = conjunction.get((a, b), conjunction.get((b, a)))
            parts = (written[a], written[b])
            self.assertIs(value(Logic("and", parts)), expected)
            opposite = tuple(Not(p) for p in parts)
            self.assertIs(value(Not(Logic("or", opposite))), expected)
            self.assertIs(value(Compare("is", *parts)), U if U in (a, b) else a is b)

    def test_unknown_facts(self):
        for absent in ({}, {"record": None}, {"record": {}}, {"record": {"ok": None}}):
            self.assertIs(value(fact("record.ok"), **absent), U)
        self.assertIs(value(Compare("is", fact("n"), fact("n"))), U)
        self.assertIs(value(OneOf(fact("n"), (number(1),))), U)
        self.assertIs(value(Within(fact("day"), Literal(Duration("days", 1)), fact("day"))), U)

    def test_exact_numbers(self):
        self.assertIs(value(Compare("is", fact("usd"), number("0.30")), usd=0.3), T)
        twice = Arithmetic("*", fact("usd"), number("0.00000001"))
        is_exact = Compare("is", twice, number("99.9999999999999999"))
        self.assertIs(value(is_exact, usd=9999999999.99999999), F)  # a double is not
        judge = Judge(RuleSet((Rule("r", "k", is_exact),)), "k", SCHEMA, {})
        self.assertEqual(judge.judge('{"as_of": "2024-01-01", "usd": 9999999999.99999999}')[0].verdict, "satisfied")

    def test_order(self):
        for word, expected in (("<", [T, F, F]), ("<=", [T, T, F]), ("is", [F, T, F]), (">=", [F, T, T]),
                               (">", [F, F, T]), ("before", [T, F, F]), ("on or before", [T, T, F]),
                               ("on or after", [F, T, T]),
                               ("after", [F, F, T])):
            self.assertEqual([value(Compare(word, fact("n"), number(2)), n=n) for n in (1, 2, 3)], expected)

    def test_if(self):
        def choose(condition, a, b):
            return value(If(condition, a, b))
        self.assertEqual([choose(YES, YES, NO), choose(NO, YES, NO), choose(OPEN, YES, NO)], [T, F, U])
        self.assertEqual([choose(OPEN, YES, YES), choose(OPEN, NO, NO), choose(OPEN, OPEN, YES)], [T, F, U])
        self.assertIs(value(Compare(">", If(OPEN, number("2.0"), number(2)), number(1))), T)
        self.assertIs(value(Compare(">", If(OPEN, number(2), number(3)), number(1))), U)

    def test_definitions(self):
        definitions = {"big": Definition(("x", "limit"), Compare(">", fact("x.n"), fact("limit"))),
                       "any_big": Definition((), Quantified("some", "i", fact("items"),
                                                            Call("big", (fact("i"), fact("n"))), False))}
        self.assertIs(value(Call("any_big", ()), definitions=definitions, n=2, items=[{"n": 2}, {"n": 2.5}]), T)
        self.assertIs(value(Call("any_big", ()), definitions=definitions, n=2, items=[{"n": 2}, {}]), U)

    def test_tables(self):
        rows = (Row(("a",), {"c": True}, day_of("2024-01-01"), day_of("2024-02-29")),
                Row(("a",), {"c": None}, day_of("2024-03-01"), None), Row(("b",), {"c": False}, known=False))
        def look(key, day, column):
            keys = (Literal(key) if key else fact("text"),)
            return value(Lookup("t", keys, Literal(day_of(day)), column), {"t": rows})
        days = ("2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01")
        self.assertEqual([look("a", day, "c") for day in days], [U, T, T, U])
        self.assertEqual([look("a", day, None) for day in ("2023-12-31", "2024-01-01", "2024-03-01")], [F, T, T])
        self.assertEqual([look("b", "1999-01-01", "c"), look("b", "1999-01-01", None)], [U, T])
        self.assertEqual([look(None, "2024-01-01", "c"), look(None, "2024-01-01", None)], [U, U])


class Lists(unittest.TestCase):
    def over(self, word, oks, incomplete=False, path="items", **more):
        items = None if oks is None else [{"ok": ok} for ok in oks]
        return value(Quantified(word, "i", fact(path), fact("i.ok"), incomplete), **{path: items}, **more)

    def test_quantifiers(self):
        table = {  # truths of the elements: every, some, no
            (): (T, F, T), (T,): (T, T, F), (F,): (F, F, T), (U,): (U, U, U), (T, F): (F, T, F), (T, U): (U, T, F),
            (F, U): (F, U, U), (T, F, U): (F, T, F)}
        for oks, expected in table.items():
            self.assertEqual(tuple(self.over(word, oks) for word in ("every", "some", "no")), expected)
        self.assertEqual([self.over(word, None) for word in ("every", "some", "no")], [U, U, U])

    def test_lists_that_may_have_more(self):
        table = {(): (U, U, U), (T,): (U, T, F), (F,): (F, U, U), (U,): (U, U, U), (T, F): (F, T, F), (T, U): (U, T, F)}
        for oks, expected in table.items():
            self.assertEqual(tuple(self.over(word, oks, True) for word in ("every", "some", "no")), expected)
            for complete in ({}, {"some_complete": None}, {"some_complete": False}):
                for word, truth in zip(("every", "some", "no"), expected):
                    self.assertIs(self.over(word, oks, path="some", **complete), truth)
        for word, truth in zip(("every", "some", "no"), (F, F, T)):
            self.assertIs(self.over(word, (F,), path="some", some_complete=True), truth)
        self.assertIs(self.over("some", (F,), True, path="some", some_complete=True), U)
        self.assertIs(self.over("every", None, path="some", some_complete=True), U)

    def test_count(self):
        def count(word, n, oks, incomplete=False):
            items = None if oks is None else [{"ok": ok} for ok in oks]
            count = Quantified("count of", "i", fact("items"), fact("i.ok"), incomplete)
            turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "is": "is"}[word]
            one, other = Compare(word, count, number(n)), Compare(turned, number(n), count)
            self.assertIs(value(one, items=items), value(other, items=items))
            return value(one, items=items)
        self.assertEqual([count(">=", n, (T, F, U)) for n in (1, 2, 3)], [T, U, F])
        self.assertEqual([count("is", n, (T, F, U)) for n in (0, 1, 2, 3)], [F, U, U, F])
        self.assertEqual([count("is", n, (T, F)) for n in (0, 1, 2)], [F, T, F])
        self.assertEqual([count("<", n, (T, F)) for n in (1, 2)], [F, T])
        self.assertEqual([count("<", n, (T, F), True) for n in (1, 2)], [F, U])
        self.assertEqual([count("is", n, (T, F), True) for n in (0, 1, 9)], [F, U, U])
        self.assertEqual([count(">", n, None) for n in (0, 9)], [U, U])

    def test_count_elsewhere(self):
        """A count is an interval only where it is compared; elsewhere it is one number, or not known."""
        def at_least(expression, n, oks):
            return value(Compare(">=", expression, number(n)), definitions={"many": Definition((), count)},
                         items=[{"ok": ok} for ok in oks])
        count = Quantified("count of", "i", fact("items"), fact("i.ok"), False)
        more = Arithmetic("+", count, number(1))
        self.assertEqual([at_least(Call("many", ()), 1, oks) for oks in ((T, U), (F, U), (F,))], [T, U, F])
        self.assertEqual([at_least(more, 1, oks) for oks in ((T, F), (T, U), ())], [T, U, T])
        self.assertEqual([at_least(If(YES, count, number(0)), 1, oks) for oks in ((T,), (T, U))], [T, U])

    def test_is_empty(self):
        self.assertEqual([value(IsEmpty(fact("items")), items=items) for items in ([], [{}], None)], [T, F, U])
        self.assertEqual([value(IsEmpty(fact("some")), some=items) for items in ([], [{}], None)], [U, F, U])
        self.assertIs(value(IsEmpty(fact("some")), some=[], some_complete=True), T)

    def test_one_of_a_list(self):
        def one(word, words):
            return value(OneOf(fact("text"), fact("words")), text=word, words=words)
        self.assertEqual([one("a", words) for words in (["b", "a"], ["b"], [], None)], [T, F, F, U])
        self.assertEqual([one("a", words) for words in ([None, "a"], [None, "b"])], [T, U])
        self.assertEqual([one(None, words) for words in (["a"], [], None)], [U, F, U])


class Days(unittest.TestCase):
    def moved(self, day, sign, count, unit="months"):
        return reference.moved(day_of(day), Duration(unit, count), sign)

    def test_months_clamp(self):
        for day, sign, count, expected in [
                ("2024-01-31", 1, 1, "2024-02-29"), ("2023-01-31", 1, 1, "2023-02-28"),
                ("2024-03-31", -1, 1, "2024-02-29"), ("2024-02-29", 1, 12, "2025-02-28"),
                ("2024-02-29", -1, 48, "2020-02-29"), ("2024-12-31", 1, 2, "2025-02-28"),
                ("2024-01-15", -1, 1, "2023-12-15"), ("2024-08-31", 1, 1, "2024-09-30"),
                ("1900-01-29", 1, 1, "1900-02-28"),
                ("1999-12-31", 1, 2, "2000-02-29"), ("2024-01-31", 1, 0, "2024-01-31")]:
            self.assertEqual(self.moved(day, sign, count), day_of(expected), (day, sign, count))
        self.assertEqual(self.moved("2024-02-28", 1, 2, "days"), day_of("2024-03-01"))

    def test_no_first_and_no_last_year(self):
        last, first = day_of("9999-12-31"), day_of("0001-01-01")
        self.assertEqual(self.moved("9999-12-31", 1, 1), last + 31)
        self.assertEqual(self.moved("0001-01-01", -1, 1), first - 31)
        self.assertEqual(self.moved("9999-12-31", 1, 1, "days"), last + 1)

    def test_within(self):
        def within(day, unit, count, anchor):
            return value(Within(Literal(day_of(day)), Literal(Duration(unit, count)), Literal(day_of(anchor))))
        for anchor, unit, days in (("2024-03-01", "days", ["2024-02-28", "2024-02-29", "2024-03-02", "2024-03-03"]),
                                   ("2024-03-31", "months", ["2024-02-28", "2024-02-29", "2024-04-30", "2024-05-01"])):
            self.assertEqual([within(day, unit, 1, anchor) for day in days], [F, T, T, F])


def meant(tree):
    """A tree without the way in which literals are written and the order of items."""
    if isinstance(tree, Literal):
        return Literal(tree.value)
    if isinstance(tree, dict):
        return {name: meant(part) for name, part in tree.items()}
    if type(tree) is tuple:
        parts = tuple(map(meant, tree))
        return sorted(parts, key=str) if tree and isinstance(tree[0], (Rule, Exemption, Row)) else parts
    return type(tree)(*map(meant, tree)) if isinstance(tree, tuple) else tree


class Generated(unittest.TestCase):
    def test_a_seed_is_a_case(self):
        one, other = generate.generate(7, 3), generate.generate(7, 3)
        self.assertEqual((one.files(), one.scenarios), (other.files(), other.scenarios))
        self.assertNotEqual(one.files(), generate.generate(8, 3).files())

    def test_what_is_read_is_what_was_written(self):
        for seed in range(150):
            made = generate.generate(seed, 0)
            files = made.files()
            fields = {kind: set(made.schema(kind)["properties"]) for kind in made.kinds}
            found = read_rules.read({n: t for n, t in files.items() if n.endswith(".rules")}, files, fields)
            for one, other in zip(found, made.rules):
                self.assertEqual(meant(one), meant(other), seed)

    def test_every_construct_comes_up(self):
        text = "".join("".join(generate.generate(seed, 0).files().values()) for seed in range(60))
        text = " ".join(text.split())
        for word in ["is not one of", "is one of {", "is empty", "is not empty", "within", "count of", "every", "some",
                     "no ", "incomplete", "if", "unsettled because", "all of (", "any of (", "has a row", "has no row",
                     "on or before", "on or after", "before", "after", "parameter", "from", "until", "otherwise",
                     "for each", "unverified", "exception", "%", "$", " * ", " + ", " - ", "days", "months"]:
            self.assertIn(word, text)

    def test_scenarios_are_of_their_schema(self):
        for seed in range(20):
            made = generate.generate(seed, 20)
            documents = made.definitions()
            for text in made.scenarios:
                scenario = json.loads(text)
                self.check(scenario, made.schema(scenario["kind"]), documents)

    def check(self, value, schema, documents):
        if "anyOf" in schema:
            if value is None:
                return
            schema = schema["anyOf"][0]
        if "$ref" in schema:
            schema = documents[case.COMMON]["$defs"][schema["$ref"].split("/")[-1]]
        if "enum" in schema:
            self.assertIn(value, schema["enum"])
        if "properties" in schema and value is not None:
            self.assertLessEqual(set(schema.get("required", [])), set(value))
            for name, part in value.items():
                self.check(part, schema["properties"][name], documents)
        elif "items" in schema and value is not None:
            for part in value:
                self.check(part, schema["items"], documents)
        elif "type" in schema:
            types = {"boolean": bool, "integer": (int, float), "number": (int, float), "string": str,
                     "null": type(None), "object": dict, "array": list}
            words = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            self.assertTrue(any(isinstance(value, types[w]) for w in words), (value, schema))


if __name__ == "__main__":
    unittest.main()
