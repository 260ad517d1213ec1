#!/usr/bin/env python3
"""Writes payer plans as NDJSON, the same ones for the same seed: what the benchmarks read.

    generate_plans.py [--plans N] [--services N] [--seed N] [--violations SHARE] > plans.ndjson

Plans vary as real ones do: facts are null or absent, amounts are whole or have cents, and about one plan in ten breaks
each of payment parity, coverage parity and the rule on select vendors.
"""

import argparse
import json
import random
import sys

STATES = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH".split()
MODALITIES = ["live_video", "audio_only", "store_and_forward", "remote_monitoring", "e_visit"]
CATEGORIES = ["primary_care", "behavioral_health", "substance_use", "chronic_care", "urgent_care", "specialty"]
PRACTITIONERS = ["MD", "DO", "NP", "PA", "PSYCHOLOGIST", "LCSW", "LPC", "RN"]
MARKETS = ["individual", "small_group", "large_group", "self_funded"]
LABELS = ["Office visit, established", "Psychotherapy, 45 minutes", "Medication management", "Nutrition counseling",
          "Wound check", "Dermatology consult", "Diabetes self-management", "Caf\u00e9-style group therapy"]


def money(r):
    kind = r.random()
    if kind < 0.4:
        return r.randrange(20, 300)
    if kind < 0.8:
        return round(r.randrange(2000, 30000) / 100, 2)
    return r.randrange(40, 600) / 2


def maybe(r, fields, name, value, absent=0.1, null=0.07):
    """Puts a fact into `fields`, or null, or nothing."""
    chance = r.random()
    if chance < absent:
        return
    fields[name] = None if chance < absent + null else value


def terms(r, amount, covered):
    fields = {"covered": covered}
    fields["allowed_amount"] = amount
    maybe(r, fields, "rate_basis", "non_facility", absent=0.6)
    sharing = r.choice(["none", "copay", "coinsurance"])
    maybe(r, fields, "cost_sharing", sharing, absent=0.7)
    maybe(r, fields, "copay", r.randrange(0, 60) if sharing == "copay" else 0, absent=0.4)
    if sharing == "coinsurance":
        fields["coinsurance"] = r.choice([0, 0.1, 0.2, 0.25])
    maybe(r, fields, "prior_authorization", r.random() < 0.2, absent=0.7)
    return fields


def service(r, index, faults):
    amount = money(r)
    fields = {"id": f"s{index:02d}"}
    maybe(r, fields, "label", r.choice(LABELS), absent=0.8)
    if r.random() < 0.3:
        fields["code"] = {"system": "CPT", "value": str(r.randrange(90000, 99999))}
    maybe(r, fields, "category", r.choice(CATEGORIES), absent=0.4)
    maybe(r, fields, "deliverable_remotely", True, absent=0.8)
    fields["in_person"] = terms(r, amount, True)
    visit = terms(r, round(amount * 0.8, 2) if "payment" in faults else amount, "coverage" not in faults)
    fields["telehealth"] = [{"modality": r.choice(MODALITIES), **visit}]
    if r.random() < 0.2:
        fields["telehealth"][0]["practitioner_types"] = r.sample(PRACTITIONERS, r.randrange(1, 4))
    return fields


def plan(r, number, services, violations):
    faults = {name for name in ("payment", "coverage", "vendor") if r.random() < violations}
    unlucky = r.randrange(services)
    fields = {
        "schema_version": "1",
        "kind": "payer-plan",
        "scenario_id": f"plan-{number:07d}",
        "as_of": f"2026-{r.randrange(1, 13):02d}-{r.randrange(1, 29):02d}",
        "plan": {"name": f"Evergreen Choice {number}", "issuer": "Evergreen Health", "product_type": r.choice(["HMO", "PPO", "EPO"])},
        "jurisdiction": {"state": r.choice(STATES), "market": r.choice(MARKETS)},
        "telehealth": {"offered": True, "modalities_covered": r.sample(MODALITIES, r.randrange(1, 4)), "originating_site": "any"},
    }
    access = "vendor_only" if "vendor" in faults else r.choice(["any_contracted", "vendor_preferred"])
    fields["network"] = {"telehealth_access": access, "contracted_physicians_may_use_telehealth": "vendor" not in faults}
    maybe(r, fields["network"], "vendor_copay", money(r), absent=0.5)
    fields["services"] = [service(r, i, faults if i == unlucky else ()) for i in range(services)]
    maybe(r, fields, "services_complete", True, absent=0.3)
    return fields


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=2000)
    parser.add_argument("--services", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--violations", type=float, default=0.1)
    options = parser.parse_args()
    r = random.Random(options.seed)
    for number in range(options.plans):
        fields = plan(r, number, options.services, options.violations)
        sys.stdout.write(json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
