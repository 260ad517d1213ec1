#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Looking at several bytes at once. Every function here may read up to
// `block` bytes from where it is pointed to, past the end of a record if need
// be: that is what Binder::padding is for.
namespace telerule::bytes {

inline constexpr std::size_t block = 32;

inline std::uint64_t load8(char const* p) {
  std::uint64_t v = 0;
  std::memcpy(&v, p, sizeof v);
  return v;
}
inline std::uint32_t load4(char const* p) {
  std::uint32_t v = 0;
  std::memcpy(&v, p, sizeof v);
  return v;
}

// The integers that load4 and load8 give for a text, on this machine.
constexpr std::uint32_t word4(char const (&text)[5]) {
  return std::bit_cast<std::uint32_t>(std::array<char, 4>{text[0], text[1], text[2], text[3]});
}

constexpr std::uint64_t word8(char const (&text)[9]) {
  return std::bit_cast<std::uint64_t>(
      std::array<char, 8>{text[0], text[1], text[2], text[3], text[4], text[5], text[6], text[7]});
}

// One bit for each of `block` bytes, the first one lowest.
#if defined(__SSE2__)
inline __m128i load16(char const* p) {
  __m128i v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
inline std::uint32_t bits(__m128i low, __m128i high) {
  return static_cast<std::uint32_t>(_mm_movemask_epi8(low)) |
         (static_cast<std::uint32_t>(_mm_movemask_epi8(high)) << 16U);
}
inline std::uint32_t equal(char const* p, char c) {
  __m128i const all = _mm_set1_epi8(c);
  return bits(_mm_cmpeq_epi8(load16(p), all), _mm_cmpeq_epi8(load16(p + 16), all));
}
inline std::uint32_t equal(char const* p, char const* q) {
  return bits(_mm_cmpeq_epi8(load16(p), load16(q)), _mm_cmpeq_epi8(load16(p + 16), load16(q + 16)));
}
// Braces, square brackets and quotes: a `[` differs from a `{` in one bit, and so do those that close.
inline std::uint32_t brackets_or_quotes(char const* p) {
  auto const found = [](__m128i v) {
    __m128i const curly = _mm_or_si128(v, _mm_set1_epi8(0x20));
    __m128i const brackets =
        _mm_or_si128(_mm_cmpeq_epi8(curly, _mm_set1_epi8('{')), _mm_cmpeq_epi8(curly, _mm_set1_epi8('}')));
    return _mm_or_si128(brackets, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
  };
  return bits(found(load16(p)), found(load16(p + 16)));
}
// Of the first 16 bytes.
inline std::uint32_t digits(char const* p) {
  __m128i const value = _mm_sub_epi8(load16(p), _mm_set1_epi8('0'));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value)));
}
#else
template <class Test>
std::uint32_t bits(std::size_t count, Test&& test) {
  std::uint32_t found = 0;
  for (std::size_t i = 0; i < count; ++i) found |= static_cast<std::uint32_t>(test(i)) << i;
  return found;
}
inline std::uint32_t equal(char const* p, char c) {
  return bits(block, [&](std::size_t i) { return p[i] == c; });
}
inline std::uint32_t equal(char const* p, char const* q) {
  return bits(block, [&](std::size_t i) { return p[i] == q[i]; });
}
inline std::uint32_t brackets_or_quotes(char const* p) {
  return bits(block, [&](std::size_t i) { return (p[i] | 0x20) == '{' || (p[i] | 0x20) == '}' || p[i] == '"'; });
}
inline std::uint32_t digits(char const* p) {
  return bits(16, [&](std::size_t i) { return p[i] >= '0' && p[i] <= '9'; });
}
#endif

// The first `count` of `block` bits.
constexpr std::uint32_t first_bits(std::size_t count) {
  return count >= block ? ~std::uint32_t{0} : (std::uint32_t{1} << count) - 1;
}

inline bool has_backslash(char const* begin, char const* end) {
  for (; end - begin > static_cast<std::ptrdiff_t>(block); begin += block)
    if (equal(begin, '\\') != 0) return true;
  return (equal(begin, '\\') & first_bits(static_cast<std::size_t>(end - begin))) != 0;
}

namespace detail {
constexpr std::array<bool, 256> among(char const* set) {
  std::array<bool, 256> table{};
  for (; *set != '\0'; ++set) table[static_cast<unsigned char>(*set)] = true;
  return table;
}
inline constexpr auto spaces = among(" \t\n\r");
inline constexpr auto ends = among(" \t\n\r,:{}[]");
}  // namespace detail

inline bool is_space(char c) { return detail::spaces[static_cast<unsigned char>(c)]; }
// Whether a number, `true`, `false` or `null` ends before this byte.
inline bool ends_scalar(char c) { return detail::ends[static_cast<unsigned char>(c)]; }

// The number that eight digits stand for. `values` holds the value of each, the first one in the lowest byte:
// neighbors are joined to pairs, pairs to fours, fours to the number.
inline std::uint64_t number_of(std::uint64_t values) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t pairs = 0x000000FF000000FF;
  values = values * 10 + (values >> 8U);
  std::uint64_t const even = (values & pairs) * (100 + (std::uint64_t{1'000'000} << 32U));
  std::uint64_t const odd = ((values >> 16U) & pairs) * (1 + (std::uint64_t{10'000} << 32U));
  return (even + odd) >> 32U;
}

}  // namespace telerule::bytes
