// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/activation/symbols.hpp"

#include <stdexcept>
#include <utility>

// GiNaC's own exp, log, sin, cos, tan, sinh, cosh, asin, acos, atan serve as they are. Its tanh, erf and abs have
// derivatives that lose digits (1 - tanh^2) or are meant for complex numbers, so these and everything else are
// registered here. lr_ : GiNaC's names are global.
namespace GiNaC {
// NOLINTBEGIN: the macros want this namespace and these names
DECLARE_FUNCTION_1P(lr_tanh)
DECLARE_FUNCTION_1P(lr_erf)
DECLARE_FUNCTION_1P(lr_erfc)
DECLARE_FUNCTION_1P(lr_abs)
DECLARE_FUNCTION_1P(lr_step)
DECLARE_FUNCTION_1P(lr_sign)
DECLARE_FUNCTION_1P(lr_relu)
DECLARE_FUNCTION_1P(lr_sigmoid)
DECLARE_FUNCTION_1P(lr_softplus)
DECLARE_FUNCTION_1P(lr_gelu)
DECLARE_FUNCTION_1P(lr_gelu_slope)
DECLARE_FUNCTION_1P(lr_swish)
DECLARE_FUNCTION_1P(lr_swish_slope)
DECLARE_FUNCTION_1P(lr_normal_below)
DECLARE_FUNCTION_2P(lr_maximum)
DECLARE_FUNCTION_2P(lr_minimum)
DECLARE_FUNCTION_4P(lr_greater)

static ex tanh_slope(const ex& u, unsigned) { return pow(cosh(u), -2); }
static ex erf_slope(const ex& u, unsigned) { return 2 * exp(-u * u) / sqrt(Pi); }
static ex erfc_slope(const ex& u, unsigned) { return -2 * exp(-u * u) / sqrt(Pi); }
static ex abs_slope(const ex& u, unsigned) { return lr_sign(u); }
static ex flat_slope(const ex&, unsigned) { return 0; }
static ex relu_slope(const ex& u, unsigned) { return lr_step(u); }
static ex sigmoid_slope(const ex& u, unsigned) { return lr_sigmoid(u) * lr_sigmoid(-u); }
static ex softplus_slope(const ex& u, unsigned) { return lr_sigmoid(u); }
static ex gelu_slope(const ex& u, unsigned) { return lr_gelu_slope(u); }
static ex swish_slope(const ex& u, unsigned) { return lr_swish_slope(u); }
static ex normal_slope(const ex& u, unsigned) { return exp(-u * u / 2) / sqrt(2 * Pi); }
static ex no_slope(const ex&, unsigned) { throw std::logic_error("no expression is differentiated twice"); }

static ex maximum_slope(const ex& a, const ex& b, const symbol& x) { return lr_greater(a, b, a.diff(x), b.diff(x)); }
static ex minimum_slope(const ex& a, const ex& b, const symbol& x) { return lr_greater(b, a, a.diff(x), b.diff(x)); }
static ex greater_slope(const ex& a, const ex& b, const ex& c, const ex& d, const symbol& x) {
    return lr_greater(a, b, c.diff(x), d.diff(x));
}
static ex greater_eval(const ex& a, const ex& b, const ex& c, const ex& d) {
    return c.is_equal(d) ? c : ex(lr_greater(a, b, c, d).hold());
}

REGISTER_FUNCTION(lr_tanh, derivative_func(tanh_slope))
REGISTER_FUNCTION(lr_erf, derivative_func(erf_slope))
REGISTER_FUNCTION(lr_erfc, derivative_func(erfc_slope))
REGISTER_FUNCTION(lr_abs, derivative_func(abs_slope))
REGISTER_FUNCTION(lr_step, derivative_func(flat_slope))
REGISTER_FUNCTION(lr_sign, derivative_func(flat_slope))
REGISTER_FUNCTION(lr_relu, derivative_func(relu_slope))
REGISTER_FUNCTION(lr_sigmoid, derivative_func(sigmoid_slope))
REGISTER_FUNCTION(lr_softplus, derivative_func(softplus_slope))
REGISTER_FUNCTION(lr_gelu, derivative_func(gelu_slope))
REGISTER_FUNCTION(lr_gelu_slope, derivative_func(no_slope))
REGISTER_FUNCTION(lr_swish, derivative_func(swish_slope))
REGISTER_FUNCTION(lr_swish_slope, derivative_func(no_slope))
REGISTER_FUNCTION(lr_normal_below, derivative_func(normal_slope))
REGISTER_FUNCTION(lr_maximum, expl_derivative_func(maximum_slope))
REGISTER_FUNCTION(lr_minimum, expl_derivative_func(minimum_slope))
REGISTER_FUNCTION(lr_greater, eval_func(greater_eval).expl_derivative_func(greater_slope))
// NOLINTEND
}  // namespace GiNaC

namespace lazyrisk::symbols {

using GiNaC::ex;
using GiNaC::numeric;

std::mutex& ginac_mutex() {
    static std::mutex mutex;
    return mutex;
}

namespace {

/// scale (u for u > 0, alpha (e^u - 1) below).
ex elu(const ex& u, const numeric& alpha, const numeric& scale) {
    return scale * GiNaC::lr_maximum(u, 0) + scale * alpha * GiNaC::lr_minimum(GiNaC::exp(u) - 1, 0);
}
/// The fixed point of mean 0 and variance 1, in the digits of Klambauer et al. 2017, section 2.
numeric selu_alpha() { return numeric("16732632423543772848170429916717/10000000000000000000000000000000"); }
numeric selu_scale() { return numeric("10507009873554804934193349852946/10000000000000000000000000000000"); }

}  // namespace

const std::vector<Unary>& unary_functions() {
    static const std::vector<Unary> list{
        {"exp", [](const ex& u) -> ex { return GiNaC::exp(u); }},
        {"log", [](const ex& u) -> ex { return GiNaC::log(u); }},
        {"sqrt", [](const ex& u) -> ex { return GiNaC::sqrt(u); }},
        {"sin", [](const ex& u) -> ex { return GiNaC::sin(u); }},
        {"cos", [](const ex& u) -> ex { return GiNaC::cos(u); }},
        {"tan", [](const ex& u) -> ex { return GiNaC::tan(u); }},
        {"sinh", [](const ex& u) -> ex { return GiNaC::sinh(u); }},
        {"cosh", [](const ex& u) -> ex { return GiNaC::cosh(u); }},
        {"tanh", [](const ex& u) -> ex { return GiNaC::lr_tanh(u); }},
        {"asin", [](const ex& u) -> ex { return GiNaC::asin(u); }},
        {"acos", [](const ex& u) -> ex { return GiNaC::acos(u); }},
        {"atan", [](const ex& u) -> ex { return GiNaC::atan(u); }},
        {"erf", [](const ex& u) -> ex { return GiNaC::lr_erf(u); }},
        {"erfc", [](const ex& u) -> ex { return GiNaC::lr_erfc(u); }},
        {"Phi", [](const ex& u) -> ex { return GiNaC::lr_normal_below(u); }},
        {"abs", [](const ex& u) -> ex { return GiNaC::lr_abs(u); }},
        {"step", [](const ex& u) -> ex { return GiNaC::lr_step(u); }},
        {"sign", [](const ex& u) -> ex { return GiNaC::lr_sign(u); }},
        {"relu", [](const ex& u) -> ex { return GiNaC::lr_relu(u); }},
        {"sigmoid", [](const ex& u) -> ex { return GiNaC::lr_sigmoid(u); }},
        {"softplus", [](const ex& u) -> ex { return GiNaC::lr_softplus(u); }},
        {"gelu", [](const ex& u) -> ex { return GiNaC::lr_gelu(u); }},
        {"swish", [](const ex& u) -> ex { return GiNaC::lr_swish(u); }},
        {"silu", [](const ex& u) -> ex { return GiNaC::lr_swish(u); }},
        {"elu", [](const ex& u) { return elu(u, 1, 1); }},
        {"selu", [](const ex& u) { return elu(u, selu_alpha(), selu_scale()); }},
        {"gaussian", [](const ex& u) -> ex { return GiNaC::exp(-u * u / 2); }},
    };
    return list;
}

ex greater(const ex& a, const ex& b, const ex& c, const ex& d) { return GiNaC::lr_greater(a, b, c, d); }
ex maximum(const ex& a, const ex& b) { return GiNaC::lr_maximum(a, b); }
ex minimum(const ex& a, const ex& b) { return GiNaC::lr_minimum(a, b); }

Op operation(const ex& e) {
    static const std::vector<std::pair<std::string, Op>> list{
        {"exp", Op::exp},
        {"log", Op::log},
        {"sin", Op::sin},
        {"cos", Op::cos},
        {"tan", Op::tan},
        {"sinh", Op::sinh},
        {"cosh", Op::cosh},
        {"tanh", Op::tanh},
        {"asin", Op::asin},
        {"acos", Op::acos},
        {"atan", Op::atan},
        {"abs", Op::abs},
        {"lr_tanh", Op::tanh},
        {"lr_erf", Op::erf},
        {"lr_erfc", Op::erfc},
        {"lr_abs", Op::abs},
        {"lr_step", Op::step},
        {"lr_sign", Op::sign},
        {"lr_relu", Op::relu},
        {"lr_sigmoid", Op::sigmoid},
        {"lr_softplus", Op::softplus},
        {"lr_gelu", Op::gelu},
        {"lr_gelu_slope", Op::gelu_slope},
        {"lr_swish", Op::swish},
        {"lr_swish_slope", Op::swish_slope},
        {"lr_normal_below", Op::normal_below},
        {"lr_maximum", Op::maximum},
        {"lr_minimum", Op::minimum},
        {"lr_greater", Op::greater},
    };
    const std::string name = GiNaC::ex_to<GiNaC::function>(e).get_name();
    for (const auto& [word, op] : list)
        if (word == name) return op;
    throw std::logic_error("GiNaC's function " + name + " is none of an expression's");
}

}  // namespace lazyrisk::symbols
