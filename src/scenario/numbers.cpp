#include "scenario/numbers.hpp"

#include <algorithm>

namespace telerule {

bool is_number(std::string_view text) {
  std::size_t at = 0;
  auto const digits = [&] {
    std::size_t const first = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - first;
  };
  auto const skip = [&](std::string_view any) {
    bool const found = at < text.size() && any.find(text[at]) != std::string_view::npos;
    at += found ? 1 : 0;
    return found;
  };
  skip("-");
  bool const zero = at < text.size() && text[at] == '0';
  std::size_t const whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (skip(".") && digits() == 0) return false;
  if (skip("eE")) {
    skip("+-");
    if (digits() == 0) return false;
  }
  return at == text.size();
}

std::string canonical_number(std::string_view number) {
  std::string digits;
  std::int64_t power = 0;
  bool after_point = false;
  std::size_t at = number[0] == '-' ? 1 : 0;
  for (; at < number.size() && number[at] != 'e' && number[at] != 'E'; ++at) {
    if (number[at] == '.') {
      after_point = true;
      continue;
    }
    if (number[at] != '0' || !digits.empty()) digits += number[at];
    power -= after_point ? 1 : 0;
  }
  if (at < number.size()) {
    // No text has digits enough to bring the point back from beyond this.
    constexpr std::int64_t far = 1'000'000'000'000'000;
    bool const down = number[++at] == '-';
    at += down || number[at] == '+' ? 1U : 0U;
    std::int64_t exponent = 0;
    for (; at < number.size(); ++at) exponent = std::min(far, exponent * 10 + (number[at] - '0'));
    power += down ? -exponent : exponent;
  }
  for (; !digits.empty() && digits.back() == '0'; ++power) digits.pop_back();
  if (digits.empty()) return "0";
  return (number[0] == '-' ? "-" : "") + digits + 'e' + std::to_string(power);
}

}  // namespace telerule
