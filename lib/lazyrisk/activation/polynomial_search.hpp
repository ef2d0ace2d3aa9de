// Whether a function, or its even or odd part, is a polynomial whatever its text looks like.  Formula (9.24).
#pragma once

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <functional>
#include <optional>
#include <vector>

#include "lazyrisk/activation/polynomial_parts.hpp"

namespace lazyrisk {

using CarefulNumber = boost::multiprecision::cpp_bin_float_50;
using CarefulFunction = std::function<CarefulNumber(const CarefulNumber&)>;

/// Of `f` between -reach and reach, analytic there but for `kinks`: a part is taken for a polynomial of degree <= 20 where one agrees
/// with it to 40 digits, at five points between any two kinks.  Cost: some hundred values of f.
PolynomialParts polynomial_parts(const CarefulFunction& f, const std::vector<double>& kinks, double reach);

/// Coefficients, lowest first, of the polynomial of degree <= 20 that `f` is there in the same sense.
std::optional<std::vector<CarefulNumber>> polynomial_within(const CarefulFunction& f, const std::vector<double>& kinks, double reach);

}  // namespace lazyrisk
