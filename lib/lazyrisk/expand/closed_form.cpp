#include "lazyrisk/expand/closed_form.hpp"

#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cctype>
#include <cmath>

#include "lazyrisk/activation/read_formula.hpp"
#include "lazyrisk/activation/symbols.hpp"
#include "lazyrisk/error.hpp"
#include "lazyrisk/expand/number_text.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using Digits60 = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<60>, boost::multiprecision::et_off>;

constexpr int highest = 200;

/// A name of the list as an expression; expressions stay.
std::string formula_text(std::string_view name) {
    const std::string text(name);
    const auto numbered = [&](std::string_view stem) { return text.size() == stem.size() + 1 && text.starts_with(stem) && std::isdigit(static_cast<unsigned char>(text.back())); };
    if (text == "relu") return "max(x,0)";
    if (numbered("relu")) return "max(x,0)^" + text.substr(4);
    for (const char* plain : {"abs", "step", "sign", "erf", "tanh", "sigmoid", "gelu", "softplus", "swish", "sin", "cos", "exp", "gaussian"})
        if (text == plain) return text + "(x)";
    if (text == "linear") return "x";
    if (text == "square") return "x^2";
    if (text.starts_with("leaky-relu(")) return "max(x,0)+(" + text.substr(11, text.size() - 12) + ")*min(x,0)";
    if (text.starts_with("polynomial(")) {
        std::string sum = "0", inside = text.substr(11, text.size() - 12);
        for (int j = 0; !inside.empty(); ++j) {
            const std::size_t comma = inside.find(',');
            sum += "+(" + inside.substr(0, comma) + ")*x^" + std::to_string(j);
            inside = comma == std::string::npos ? "" : inside.substr(comma + 1);
        }
        return sum;
    }
    return text;
}

ex hermite(const ex& x, int k) {
    ex before = 0, now = 1;
    for (int j = 0; j < k; ++j) {
        const ex next = (x * now - j * before).expand();
        before = now, now = next;
    }
    return now;
}

Digits60 weight(const Digits60& x) {
    static const Digits60 root = sqrt(boost::math::constants::two_pi<Digits60>());
    return exp(-x * x / 2) / root;
}

Digits60 hermite(const Digits60& x, int k) {
    Digits60 before = 0, now = 1;
    for (int j = 0; j < k; ++j) {
        const Digits60 next = x * now - j * before;
        before = now, now = next;
    }
    return now;
}

/// E f(G) by the rule that suits the kinks.
template <class F>
Digits mean(const F& f, const std::vector<double>& kinks) {
    Digits60 first = 0, second = 0;
    if (kinks.empty()) {
        const auto sum = [&](double h) {
            Digits60 total = 0;
            const int steps = int(26 / h);
            for (int i = -steps; i <= steps; ++i) {
                const Digits60 x = Digits60(h) * i;
                total += f(x) * weight(x);
            }
            return Digits60(total * h);
        };
        double h = 1.0 / 16;
        first = sum(h);
        for (int tries = 0; tries < 4; ++tries, first = second) {
            h /= 2;
            second = sum(h);
            if (abs(second - first) <= 1e-36 * (1 + abs(second))) return Digits(second);
        }
    } else {
        boost::math::quadrature::tanh_sinh<Digits60> rule(12);
        std::vector<Digits60> ends{-26};
        for (const double kink : kinks)
            if (std::abs(kink) < 26) ends.emplace_back(kink);
        ends.emplace_back(26);
        Digits60 error_sum = 0;
        for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
            Digits60 error = 0, size = 0;
            const int parts = std::max(1, int(ceil(double(ends[i + 1] - ends[i]) / 4)));
            for (int j = 0; j < parts; ++j) {
                const Digits60 low = ends[i] + (ends[i + 1] - ends[i]) * j / parts, high = ends[i] + (ends[i + 1] - ends[i]) * (j + 1) / parts;
                second += rule.integrate([&](const Digits60& x) -> Digits60 { return f(x) * weight(x); }, low, high, Digits60(1e-40), &error, &size);
                error_sum += error;
            }
        }
        if (error_sum <= 1e-30 * (1 + abs(second))) return Digits(second);
    }
    throw NotConverged("the quadrature of the Hermite coefficients does not reach 30 digits for this activation");
}

}  // namespace

HermiteForm::HermiteForm(std::string_view activation) : name_(activation) {
    // reads names and says what is wrong with them; fractional powers and the like are expressions too
    numeric_ = activation_named(activation);
    if (const auto square_integrable = numeric_->visit([](const auto& s) {
            if constexpr (requires { s.gaussian_square_integrable(); }) return s.gaussian_square_integrable();
            else return true;
        });
        !square_integrable)
        throw DomainError("activation", name_, "E s(G)^2 is infinite: there are no Hermite coefficients");
    const std::scoped_lock lock(symbols::ginac_mutex());
    const GiNaC::realsymbol x{"x"};
    try {
        const int degree = name_.size() == 3 && name_.starts_with("he") ? name_[2] - '0' : 0;
        pieces_ = pieces_of(degree > 0 ? hermite(x, degree) : read_formula(formula_text(activation), x, "activation"), x);
        static_cast<void>(gaussian_mean(*pieces_));
        static_cast<void>(gaussian_mean(*pieces_ * piecewise({1, 1})));
    } catch (const NoClosedForm& none) {
        pieces_.reset();
        reason_ = none.what();
    }
}

ex HermiteForm::mu(int k) const {
    if (k < 0 || k > highest) throw DomainError("degrees", k, "Hermite coefficients are given for degrees 0 to " + std::to_string(highest));
    if (!closed()) return long_float(mu_by_quadrature(k));
    const std::scoped_lock lock(symbols::ginac_mutex());
    if (const auto found = known_.find(k); found != known_.end()) return found->second;
    const GiNaC::realsymbol x{"x"};
    return known_[k] = gaussian_mean(*pieces_ * pieces_of(hermite(x, k), x));
}

ex HermiteForm::second_moment() const {
    if (closed()) {
        const std::scoped_lock lock(symbols::ginac_mutex());
        try {
            return gaussian_mean(*pieces_ * *pieces_);
        } catch (const NoClosedForm&) {
        }
    }
    return long_float(second_moment_by_quadrature());
}

ex HermiteForm::mu_star_squared() const { return (second_moment() - GiNaC::pow(mu(0), 2) - GiNaC::pow(mu(1), 2)).expand(); }

Digits HermiteForm::mu_by_quadrature(int k) const {
    if (const auto found = seen_.find(k); found != seen_.end()) return found->second;
    const bool parity_zero = (numeric_->parity() == Parity::even && k % 2 == 1) || (numeric_->parity() == Parity::odd && k % 2 == 0);
    return seen_[k] = parity_zero ? Digits(0) : mean([&](const Digits60& x) -> Digits60 { return (*numeric_)(x) * hermite(x, k); }, numeric_->kinks());
}

Digits HermiteForm::second_moment_by_quadrature() const {
    return mean([&](const Digits60& x) -> Digits60 {
        const Digits60 s = (*numeric_)(x);
        return s * s;
    }, numeric_->kinks());
}

}  // namespace lazyrisk
