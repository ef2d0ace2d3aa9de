// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <map>

#include "lazyrisk/activation/symbols.hpp"
#include "lazyrisk/expand/gauss/gauss_terms.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::ex_to;
using GiNaC::numeric;

ex erf(const ex& u) {
    if (u.is_zero()) return 0;
    for (const auto& f : symbols::unary_functions())
        if (f.word == "erf") return value_of(u) < 0 ? ex(-f.of((-u).expand())) : f.of(u);
    return 0;
}

/// Gamma of a rational above 0, by the one of (0, 1] or 1/2.
ex gamma(const ex& at) {
    numeric r = ex_to<numeric>(at);
    if (r.is_integer() || (r * 2).is_integer()) return GiNaC::tgamma(ex(r));  // of a numeric it would be a float
    ex product = 1;
    for (; r > 1; r = r - 1) product *= r - 1;
    return product * GiNaC::tgamma(ex(r));
}

/// exp(z^2/(2 s)) of z = slope + i wave.
ex peak(const GaussTerm& t, const ex& s) {
    const ex real = ((t.slope * t.slope - t.wave * t.wave) / (2 * s)).expand(), phase = (t.slope * t.wave / s).expand();
    return GiNaC::exp(real) * (GiNaC::cos(phase) + GiNaC::I * GiNaC::sin(phase));
}

/// The weighted mean on a piece; `low` and `high` are its finite ends, null where there is none.
class Mean {
public:
    Mean(const ex* low, const ex* high) : low_(low), high_(high) {}

    ex of(const GaussTerm& t) const {
        const ex s = (1 - 2 * t.quadratic).expand();
        if (value_of(s) <= 0) {
            if (low_ && high_) throw NoClosedForm("a growing exp of x^2 between two kinks");
            throw DomainError("activation", "the function", "its mean over the normal law is infinite");
        }
        return (t.factor * bare(t, s)).expand();
    }

private:
    ex bare(const GaussTerm& t, const ex& s) const {
        if (!t.power.info(GiNaC::info_flags::nonnegint)) return fractional(t, s);
        const int n = ex_to<numeric>(t.power).to_int();
        if (!t.erfs.empty()) return with_erfs(t, n, s);
        if ((low_ || high_) && !t.wave.is_zero())
            throw NoClosedForm("sin or cos beside a kink leads to erf of complex numbers");
        std::vector<ex> moment{base(t, s)};
        const ex z = t.slope + GiNaC::I * t.wave;
        for (int j = 1; j <= n; ++j) {
            ex next = z * moment[std::size_t(j - 1)] - edges(t, j - 1);
            if (j >= 2) next += (j - 1) * moment[std::size_t(j - 2)];
            moment.push_back((next / s).expand());
        }
        return moment.back();
    }

    /// [x^n weight] between the ends.
    ex edges(const GaussTerm& t, int n) const {
        const auto at = [&](const ex* end) -> ex {
            if (!end) return 0;
            if (end->is_zero()) return n == 0 ? 1 / GiNaC::sqrt(2 * GiNaC::Pi) : ex(0);
            const ex exponent = ((t.quadratic - numeric(1, 2)) * *end * *end + t.slope * *end).expand();
            return (GiNaC::pow(*end, n) * GiNaC::exp(exponent) / GiNaC::sqrt(2 * GiNaC::Pi)).expand();
        };
        return at(high_) - at(low_);
    }

    ex base(const GaussTerm& t, const ex& s) const {
        const ex whole = peak(t, s) / GiNaC::sqrt(s);
        if (!low_ && !high_) return whole.expand();
        const auto below = [&](const ex* end, int otherwise) -> ex {
            if (!end) return otherwise;
            return erf((GiNaC::sqrt(s / 2) * (*end - t.slope / s)).expand());
        };
        return (whole * (below(high_, 1) - below(low_, -1)) / 2).expand();
    }

    ex fractional(const GaussTerm& t, const ex& s) const {
        const bool right = low_ && low_->is_zero() && !high_, left = high_ && high_->is_zero() && !low_;
        if ((!right && !left) || !t.slope.is_zero() || !t.wave.is_zero() || !t.erfs.empty())
            throw NoClosedForm("a fractional power beside another kink, exp, sin, cos or erf");
        const ex half = (t.power + 1) / 2;
        return GiNaC::pow(s, -half) * GiNaC::pow(ex(2), t.power / 2 - 1) * gamma(half) / GiNaC::sqrt(GiNaC::Pi);
    }

    /// Stein's lemma lowers the power, the error functions at power 0 have a closed mean.
    ex with_erfs(const GaussTerm& t, int n, const ex& s) const {
        if (low_ || high_) throw NoClosedForm("erf beside a kink");
        if (!t.wave.is_zero()) throw NoClosedForm("erf times sin or cos");
        if (n == 0) return erfs_alone(t, s);
        GaussTerm lower = t;
        lower.factor = 1, lower.power = n - 1;
        ex sum = t.slope.is_zero() ? ex(0) : ex(t.slope * with_erfs(lower, n - 1, s));
        for (std::size_t j = 0; j < t.erfs.size(); ++j) {
            const auto& [u, v] = t.erfs[j];
            GaussTerm g = lower;
            g.erfs.erase(g.erfs.begin() + std::ptrdiff_t(j));
            g.quadratic = (g.quadratic - u * u).expand(), g.slope = (g.slope - 2 * u * v).expand();
            g.factor = 2 * u / GiNaC::sqrt(GiNaC::Pi) * GiNaC::exp((-v * v).expand());
            sum += of(g);
        }
        if (n >= 2) {
            lower.power = n - 2;
            sum += (n - 1) * with_erfs(lower, n - 2, s);
        }
        return (sum / s).expand();
    }

    ex erfs_alone(const GaussTerm& t, const ex& s) const {
        const ex weight = peak(t, s) / GiNaC::sqrt(s), mean = t.slope / s;
        std::vector<ex> spread, centre;
        bool centred = true;
        for (const auto& [u, v] : t.erfs) {
            centre.push_back((u * mean + v).expand());
            spread.push_back((2 * u * u / s).expand());
            centred = centred && centre.back().is_zero();
        }
        if (t.erfs.size() == 1) return (weight * erf((centre[0] / GiNaC::sqrt(1 + spread[0])).expand())).expand();
        if (centred && t.erfs.size() % 2 == 1) return 0;
        if (centred && t.erfs.size() == 2) {
            const ex below = ((1 + spread[0]) * (1 + spread[1])).expand();
            const ex r = t.erfs[0].first.is_equal(t.erfs[1].first)
                             ? ex((spread[0] / (1 + spread[0])).normal())
                             : ex(2 * t.erfs[0].first * t.erfs[1].first / s / GiNaC::sqrt(below));
            return (weight * 2 / GiNaC::Pi * GiNaC::asin(r)).expand();
        }
        throw NoClosedForm(t.erfs.size() > 2 ? "a product of more than two error functions"
                                             : "a product of shifted error functions");
    }

    const ex *low_, *high_;
};

}  // namespace

ex gaussian_mean(const Piecewise& f) {
    ex total = 0;
    for (std::size_t i = 0; i < f.pieces.size(); ++i) {
        const ex* low = i > 0 ? &f.points[i - 1] : nullptr;
        const ex* high = i < f.points.size() ? &f.points[i] : nullptr;
        for (const GaussTerm& t : f.pieces[i]) total += Mean(low, high).of(t);
    }
    return total.expand();
}

}  // namespace lazyrisk
