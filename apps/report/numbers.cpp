#include "numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lazyrisk::app {
namespace {

/// A hyphen is no minus sign.
std::string with_minus(std::string text) {
    if (text.starts_with("-")) text.replace(0, 1, "\u2212");
    return text;
}

/// " × 10⁻⁵"
std::string power_of_ten(int exponent) {
    static const char* const digit[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text;
    for (const char c : std::to_string(std::abs(exponent))) text += digit[c - '0'];
    return "\u2009\u00d7\u200910" + std::string(exponent < 0 ? "\u207b" : "") + text;
}

/// Of a positive number, after it is rounded to that many digits: 0.0999 with one digit is 0.1.
int exponent_of(double value, int digits) {
    const std::string text = fmt::format("{:.{}e}", value, digits - 1);
    return std::stoi(text.substr(text.find('e') + 1));
}

constexpr int smallest = -4, largest = 5;  ///< exponents written out

std::string rounded(double value, int digits, bool zeros) {
    if (std::isnan(value)) return "";
    if (std::isinf(value)) return value > 0 ? "\u221e" : "\u2212\u221e";
    if (value == 0) return "0";
    const int exponent = exponent_of(std::abs(value), digits);
    const bool small = exponent < smallest || exponent > largest;
    const double mantissa = small ? value / std::pow(10.0, exponent) : value;
    std::string text = fmt::format("{:.{}f}", mantissa, std::max(0, digits - 1 - (small ? 0 : exponent)));
    if (!zeros && text.find('.') != std::string::npos) {
        while (text.ends_with('0')) text.pop_back();
        if (text.ends_with('.')) text.pop_back();
    }
    return with_minus(text) + (small ? power_of_ten(exponent) : "");
}

}  // namespace

std::string readable(double value, int digits) { return rounded(value, digits, false); }

std::string to_digits(double value, int digits) { return rounded(value, digits, true); }

std::string uncertain(double value, double error) {
    if (!std::isfinite(value) || !std::isfinite(error) || !(error > 0)) return readable(value);
    const int last = exponent_of(error, 2) - 1;  // of the last digit shown
    const int first = std::max(value == 0 ? last : exponent_of(std::abs(value), 1), last);
    const int shift = first < smallest || first > largest ? first : 0;
    const double unit = std::pow(10.0, last);
    const int decimals = std::max(0, shift - last);
    const double shown = std::round(value / unit) * unit / std::pow(10.0, shift), spread = std::round(error / unit);
    // where the last digit shown stands before the point, the error is written out: 8700(4900)
    const double in_brackets = last - shift > 0 ? spread * std::pow(10.0, last - shift) : spread;
    return with_minus(fmt::format("{:.{}f}", shown, decimals)) + fmt::format("({:.0f})", in_brackets) + (shift ? power_of_ten(shift) : "");
}

std::string signed_score(double value) {
    if (!std::isfinite(value)) return readable(value);
    return with_minus(fmt::format("{:+.2f}", value));
}

std::string signed_percent(double ratio) {
    if (!std::isfinite(ratio)) return readable(ratio);
    const double percent = 100 * ratio;
    const int exponent = percent == 0 ? 0 : exponent_of(std::abs(percent), 2);
    return with_minus(fmt::format("{:+.{}f}", percent, std::clamp(1 - exponent, 0, 6))) + "\u2009%";
}

}  // namespace lazyrisk::app
