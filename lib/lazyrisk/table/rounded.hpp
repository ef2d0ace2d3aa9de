// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers with the digits that they deserve.
#pragma once

#include <optional>
#include <string>

namespace lazyrisk {

/// A decimal number: digits times ten to the exponent, with the uncertainty of the last digits. 0.853(11), 1.23(4) x
/// 10^-5.
struct Rounded {
    std::string digits;                ///< with its sign; "inf" or "-inf" for an infinity
    std::string uncertainty = {};      ///< in units of the last digit, as written in parentheses; empty: none
    std::optional<int> exponent = {};  ///< below a ten-thousandth and from a million on

    [[nodiscard]] bool infinite() const { return digits.ends_with("inf"); }
};

/// Two digits of the standard error decide the last place: 0.85278 +- 0.01073 is 0.853(11). Given `digits`, the value
/// has those, and the uncertainty is at least one unit of the last. Without a finite, positive error as `significant`.
Rounded uncertain(double value, double standard_error, std::optional<int> digits = {});

/// So many digits, zeros at the end included, but none below the place (a power of ten) that the error bound reaches.
Rounded significant(double value, int digits, double error_bound = 0);

/// The last place is 10^place.
Rounded to_place(double value, int place);

/// As it was asked: up to six digits if they are all of it, else four; a count below 10^9 in full.
Rounded as_given(double value);

/// The power of ten, exponent that is, of the last digit that a standard error leaves. Nothing for an error that says
/// nothing.
std::optional<int> last_place(double standard_error);

/// The same number with its point behind the first digit: 0.0024 is 2.4 x 10^-3. Zero and infinity stay.
Rounded scientific(const Rounded& number);

/// 0.853(11), 1.2(3)e-5 for siunitx; and for a page of plain text 1.2(3) × 10⁻⁵, ∞.
std::string siunitx_input(const Rounded& number);
std::string plain_number(const Rounded& number);

/// ² of 2, ⁻¹⁰ of -10.
std::string superscript(int number);

}  // namespace lazyrisk
