#include "telerule/value.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace telerule;

namespace {

std::int64_t decimal(std::string_view text) {
  auto const value = decimal_from_text(text);
  REQUIRE_MESSAGE(value, text);
  return *value;
}

std::int64_t day(std::string_view text) {
  auto const value = date_from_text(text);
  REQUIRE_MESSAGE(value, text);
  return *value;
}

std::string months_later(std::string_view text, std::int64_t months) {
  return date_to_text(add_months(day(text), months));
}

}  // namespace

TEST_CASE("truth negates around the middle") {
  CHECK(!Truth::yes == Truth::no);
  CHECK(!Truth::no == Truth::yes);
  CHECK(!Truth::maybe == Truth::maybe);
}

TEST_CASE("a decimal is exact") {
  CHECK(decimal("0") == 0);
  CHECK(decimal("80") == 80 * decimal_one);
  CHECK(decimal("0.1") == 10'000'000);
  CHECK(decimal("-12.5") == -1'250'000'000);
  CHECK(decimal("0.00000001") == 1);
  CHECK(decimal("9999999999.99999999") == largest_scaled);
  CHECK(decimal("-9999999999.99999999") == -largest_scaled);
  CHECK(decimal("1234567.891") == 123'456'789'100'000);
}

TEST_CASE("a decimal may be written in many ways") {
  CHECK(decimal("-0") == 0);
  CHECK(decimal("-0.000") == 0);
  CHECK(decimal("1.0000000000") == decimal_one);
  CHECK(decimal("1" + std::string(40, '0') + "e-40") == decimal_one);
  CHECK(decimal("0." + std::string(40, '0') + "1E+41") == decimal_one);
  CHECK(decimal("2.5e3") == 2500 * decimal_one);
  CHECK(decimal("25E-1") == decimal("2.5"));
  CHECK(decimal("1e9") == 1'000'000'000 * decimal_one);
  CHECK(decimal("1e-8") == 1);
  CHECK(decimal("0e99999999999999999999999") == 0);
  CHECK(decimal("0.0e-99999999999999999999999") == 0);
}

TEST_CASE("a decimal that would have to be rounded or cut is none") {
  for (char const* text :
       {"1e400", "1E-999", "123456789012345678901234567890", "0.123456789012345678901234567890", "1.000000000000000005",
        "9007199254740993.0", "10000000000", "1e10", "0.000000001", "1e-9", "9999999999.999999999",
        "1e9223372036854775807", "1e-9223372036854775808", "1e99999999999999999999999", "-1e99999999999999999999999"}) {
    CHECK_MESSAGE(!decimal_from_text(text), text);
  }
}

TEST_CASE("what is not a number of JSON is none of ours") {
  for (char const* text :
       {"",   "-",  "+1",    ".5",   "5.",  "-.5",      "01",    "00",  "-01",   "1e",    "1e+", "1.e5",
        "1 ", " 1", "1,000", "0x10", "NaN", "Infinity", "1_000", "--1", "1.2.3", "1e5.0", "$1",  "1%"}) {
    CHECK_MESSAGE(!decimal_from_text(text), text);
    CHECK_MESSAGE(!integer_from_text(text), text);
  }
  CHECK(!decimal_from_text(std::string_view("1\0", 2)));
  CHECK(!decimal_from_text(std::string_view()));
  CHECK(!integer_from_text(std::string_view()));
}

TEST_CASE("an integer has up to 18 digits, however it is written") {
  CHECK(integer_from_text("3") == 3);
  CHECK(integer_from_text("3.0") == 3);
  CHECK(integer_from_text("3e2") == 300);
  CHECK(integer_from_text("300e-2") == 3);
  CHECK(integer_from_text("-0") == 0);
  CHECK(integer_from_text("9007199254740993.0") == 9'007'199'254'740'993);
  CHECK(integer_from_text("999999999999999999") == largest_scaled);
  CHECK(integer_from_text("-999999999999999999.00") == -largest_scaled);
  CHECK(integer_from_text("1e17") == 100'000'000'000'000'000);
  for (char const* text : {"1000000000000000000", "1e18", "0.5", "3.1", "35e-1", "1e-1", "9223372036854775808"}) {
    CHECK_MESSAGE(!integer_from_text(text), text);
  }
}

TEST_CASE("a decimal prints in its shortest form") {
  CHECK(decimal_to_text(0) == "0");
  CHECK(decimal_to_text(decimal("80.00")) == "80");
  CHECK(decimal_to_text(decimal("0.5")) == "0.5");
  CHECK(decimal_to_text(decimal("-0.05")) == "-0.05");
  CHECK(decimal_to_text(1) == "0.00000001");
  CHECK(decimal_to_text(largest_scaled) == "9999999999.99999999");
  // Sums and products are wider than facts, and a message may show them.
  CHECK(decimal_to_text(std::numeric_limits<std::int64_t>::max()) == "92233720368.54775807");
  CHECK(decimal_to_text(std::numeric_limits<std::int64_t>::min()) == "-92233720368.54775808");
}

TEST_CASE("decimals survive the way to text and back") {
  std::mt19937_64 random(1);
  std::uniform_int_distribution<std::int64_t> any(-largest_scaled, largest_scaled);
  for (int i = 0; i < 20'000; ++i) {
    // Fewer and fewer digits, so that short ones are met too.
    std::int64_t const value = any(random) >> (i % 60);
    REQUIRE(decimal_from_text(decimal_to_text(value)) == value);
    REQUIRE(integer_from_text(std::to_string(value)) == value);
    std::string const shifted = std::to_string(value) + "E-8";
    REQUIRE(decimal_from_text(shifted) == value);
  }
}

TEST_CASE("dates count days from 1970") {
  CHECK(day("1970-01-01") == 0);
  CHECK(day("1969-12-31") == -1);
  CHECK(day("2000-02-29") == 11'016);
  CHECK(day("2026-01-31") == 20'484);
  CHECK(day("0001-01-01") == -719'162);
  CHECK(day("9999-12-31") == 2'932'896);
}

TEST_CASE("every day that exists is the day after the one before") {
  static constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::int64_t next = day("0001-01-01");
  std::vector<std::string> wrong;
  for (int year = 1; year <= 9999; ++year) {
    bool const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    for (int month = 1; month <= 12; ++month) {
      int const length = lengths[month - 1] + (month == 2 && leap ? 1 : 0);
      for (int d = 1; d <= 32; ++d) {
        std::string const text = fmt::format("{:04}-{:02}-{:02}", year, month, d);
        auto const found = date_from_text(text);
        bool const right = d > length ? !found : found == next && date_to_text(next) == text;
        if (!right) wrong.push_back(text);
        if (d <= length) ++next;
      }
    }
  }
  CHECK(wrong == std::vector<std::string>{});
  CHECK(next == day("9999-12-31") + 1);
}

TEST_CASE("what is not a day that exists is no date") {
  for (char const* text : {"", "2025-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00",
                           "0000-01-01", "2026-1-1", "26-01-01", "2026-01-01T00:00:00Z", "2026/01/01", "20260101",
                           "2026-01-0a", "2026-01-01 ", "-001-01-01", "10000-01-01", "2026-01", "2026"}) {
    CHECK_MESSAGE(!date_from_text(text), text);
  }
}

TEST_CASE("months are added to a month's end at most") {
  CHECK(months_later("2026-01-31", 1) == "2026-02-28");
  CHECK(months_later("2024-01-31", 1) == "2024-02-29");
  CHECK(months_later("2024-02-29", 12) == "2025-02-28");
  CHECK(months_later("2024-02-29", 48) == "2028-02-29");
  CHECK(months_later("2024-02-29", -12) == "2023-02-28");
  CHECK(months_later("2026-08-31", -2) == "2026-06-30");
  CHECK(months_later("2026-12-15", 1) == "2027-01-15");
  CHECK(months_later("2026-01-15", -1) == "2025-12-15");
  CHECK(months_later("2026-05-20", 0) == "2026-05-20");
  CHECK(months_later("1970-01-01", -1) == "1969-12-01");
  CHECK(months_later("2000-03-31", 1200) == "2100-03-31");
}

TEST_CASE("dates beyond the calendar stay in order and overflow nothing") {
  auto const far = std::numeric_limits<std::int64_t>::max();
  std::int64_t const today = day("2026-01-01");
  CHECK(add_months(today, far) > day("9999-12-31"));
  CHECK(add_months(today, -far) < day("0001-01-01"));
  CHECK(add_months(far, far) > add_months(today, 1));
  CHECK(date_to_text(day("9999-12-31") + 1) == "10000-01-01");
  CHECK(date_to_text(day("0001-01-01") - 1) == "0000-12-31");
  CHECK(!date_to_text(far).empty());
  CHECK(!date_to_text(-far).empty());
}
