#include "telerule/value.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace telerule {
namespace {

constexpr std::array<std::int64_t, 19> powers_of_ten = [] {
  std::array<std::int64_t, 19> powers{};
  std::int64_t power = 1;
  for (auto& p : powers) {
    p = power;
    power *= power == 1'000'000'000'000'000'000 ? 1 : 10;
  }
  return powers;
}();

constexpr int integer_digits_of_integer = 18;
constexpr int integer_digits_of_decimal = 18 - decimal_places;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr unsigned digit(char c) { return static_cast<unsigned>(c - '0'); }

// Any JSON number, of any length: its significant digits and the place of its point are counted first, so that
// nothing is rounded on the way and `0.0…01e40` is as good as what it stands for.
std::optional<std::int64_t> scaled_from_any_text(std::string_view text, int integer_digits, int places) {
  std::size_t at = 0;
  auto const peek = [&] { return at < text.size() ? text[at] : '\0'; };

  bool const negative = peek() == '-';
  if (negative) ++at;

  std::uint64_t significand = 0;  // the digits from the first to the last that is not zero
  std::int64_t held = 0;          // how many of them
  std::int64_t zeros = 0;         // zeros seen since, which count only if another digit follows
  std::int64_t point = 0;         // digits before the point, counted from the first that is not zero
  bool fits = true;
  auto const take = [&](char c, bool after_point) {
    if (c == '0') {
      if (held == 0) {
        point -= after_point ? 1 : 0;
        return;
      }
      ++zeros;
    } else {
      if (held + zeros + 1 > integer_digits + places) {
        fits = false;
      } else {
        for (; zeros > 0; --zeros, ++held) significand *= 10;
        significand = significand * 10 + digit(c);
        ++held;
      }
    }
    point += after_point ? 0 : 1;
  };

  if (!is_digit(peek())) return std::nullopt;
  if (peek() == '0') {
    ++at;
    if (is_digit(peek())) return std::nullopt;
  }
  for (; is_digit(peek()); ++at) take(peek(), false);
  if (peek() == '.') {
    ++at;
    if (!is_digit(peek())) return std::nullopt;
    for (; is_digit(peek()); ++at) take(peek(), true);
  }

  if (peek() == 'e' || peek() == 'E') {
    ++at;
    bool const down = peek() == '-';
    if (down || peek() == '+') ++at;
    if (!is_digit(peek())) return std::nullopt;
    // Beyond this no text in memory has enough digits to bring the point back.
    constexpr std::int64_t far = 1'000'000'000'000'000;
    std::int64_t exponent = 0;
    for (; is_digit(peek()); ++at) exponent = std::min(far, exponent * 10 + digit(peek()));
    point += down ? -exponent : exponent;
  }
  if (at != text.size()) return std::nullopt;

  if (!fits) return std::nullopt;
  if (held == 0) return 0;
  if (point > integer_digits || held - point > places) return std::nullopt;
  auto const shift = static_cast<std::size_t>(point + places - held);
  auto const magnitude = static_cast<std::int64_t>(significand) * powers_of_ten[shift];
  return negative ? -magnitude : magnitude;
}

// Days before the first of each month of a year that begins in March.
constexpr std::int64_t days_before_month(std::int64_t month_from_march) { return (153 * month_from_march + 2) / 5; }

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

struct Day {
  std::int64_t year, month, day;  // month and day from 1
};

// A year is taken to begin in March, so that the leap day is its last, and 400 years are one era of fixed length.
constexpr std::int64_t days_per_era = 146'097;
constexpr std::int64_t epoch = 719'468;  // days from 0000-03-01 to 1970-01-01

constexpr std::int64_t days_from(Day d) {
  std::int64_t const year = d.year - (d.month <= 2 ? 1 : 0);
  std::int64_t const era = floor_div(year, 400);
  std::int64_t const year_of_era = year - era * 400;
  std::int64_t const day_of_year = days_before_month(d.month + (d.month > 2 ? -3 : 9)) + d.day - 1;
  return era * days_per_era + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - epoch;
}

constexpr Day day_from(std::int64_t days) {
  std::int64_t const shifted = days + epoch;
  std::int64_t const era = floor_div(shifted, days_per_era);
  std::int64_t const day_of_era = shifted - era * days_per_era;
  std::int64_t const year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / (days_per_era - 1)) / 365;
  std::int64_t const day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  std::int64_t const from_march = (5 * day_of_year + 2) / 153;
  std::int64_t const month = from_march + (from_march < 10 ? 3 : -9);
  return {era * 400 + year_of_era + (month <= 2 ? 1 : 0), month, day_of_year - days_before_month(from_march) + 1};
}

constexpr bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr std::int64_t days_in_month(std::int64_t year, std::int64_t month) {
  constexpr std::array<std::int8_t, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return lengths[static_cast<std::size_t>(month - 1)] + (month == 2 && is_leap(year) ? 1 : 0);
}

// Far beyond any date that can be written, near enough that no sum of two overflows.
constexpr std::int64_t far_away = 1'000'000'000'000;
constexpr std::int64_t near(std::int64_t value) { return std::clamp(value, -far_away, far_away); }

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  std::string const digits = std::to_string(value);
  out.append(width - std::min(width, digits.size()), '0').append(digits);
}

}  // namespace

std::optional<std::int64_t> decimal_from_text(std::string_view text) {
  // The usual number: few digits, no exponent. Anything else, valid or not, is left to the long way.
  char const* at = text.data();
  char const* const end = at + text.size();
  bool const negative = at != end && *at == '-';
  if (negative) ++at;
  if (at == end || end - at > integer_digits_of_decimal)
    return scaled_from_any_text(text, integer_digits_of_decimal, decimal_places);
  char const* const first = at;
  std::int64_t value = 0;
  while (at != end && is_digit(*at)) value = value * 10 + digit(*at++);
  std::int64_t const whole = at - first;
  if (whole == 0 || (whole > 1 && *first == '0')) return std::nullopt;
  std::int64_t places = 0;
  if (at != end && *at == '.') {
    char const* const point = at++;
    while (at != end && is_digit(*at)) value = value * 10 + digit(*at++);
    places = at - point - 1;
    if (places == 0) return std::nullopt;
  }
  if (at != end || places > decimal_places)
    return scaled_from_any_text(text, integer_digits_of_decimal, decimal_places);
  value *= powers_of_ten[static_cast<std::size_t>(decimal_places - places)];
  return negative ? -value : value;
}

std::optional<std::int64_t> integer_from_text(std::string_view text) {
  char const* at = text.data();
  char const* const end = at + text.size();
  bool const negative = at != end && *at == '-';
  if (negative) ++at;
  char const* const first = at;
  std::int64_t value = 0;
  if (end - at <= integer_digits_of_integer) {
    while (at != end && is_digit(*at)) value = value * 10 + digit(*at++);
    if (at == end && at != first && (*first != '0' || at - first == 1)) return negative ? -value : value;
  }
  return scaled_from_any_text(text, integer_digits_of_integer, 0);
}

std::string decimal_to_text(std::int64_t scaled) {
  bool const negative = scaled < 0;
  std::uint64_t const magnitude =
      negative ? 0 - static_cast<std::uint64_t>(scaled) : static_cast<std::uint64_t>(scaled);
  constexpr auto one = static_cast<std::uint64_t>(decimal_one);
  std::string text = negative ? "-" : "";
  text += std::to_string(magnitude / one);
  if (auto const rest = magnitude % one; rest != 0) {
    text += '.';
    append_padded(text, static_cast<std::int64_t>(rest), static_cast<std::size_t>(decimal_places));
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text;
}

std::optional<std::int64_t> date_from_text(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  for (std::size_t const at : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) {
    if (!is_digit(text[at])) return std::nullopt;
  }
  auto const two = [&](std::size_t at) -> std::int64_t { return digit(text[at]) * 10 + digit(text[at + 1]); };
  Day const d{two(0) * 100 + two(2), two(5), two(8)};
  if (d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1) return std::nullopt;
  if (d.day > days_in_month(d.year, d.month)) return std::nullopt;
  return days_from(d);
}

std::string date_to_text(std::int64_t days) {
  auto const [year, month, day] = day_from(near(days));
  std::string text = year < 0 ? "-" : "";
  append_padded(text, year < 0 ? -year : year, 4);
  text += '-';
  append_padded(text, month, 2);
  text += '-';
  append_padded(text, day, 2);
  return text;
}

std::int64_t add_months(std::int64_t days, std::int64_t months) {
  auto const [year, month, day] = day_from(near(days));
  std::int64_t const count = year * 12 + (month - 1) + near(months);
  std::int64_t const to_year = floor_div(count, 12);
  std::int64_t const to_month = count - to_year * 12 + 1;
  return days_from({to_year, to_month, std::min(day, days_in_month(to_year, to_month))});
}

}  // namespace telerule
