// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <algorithm>

#include "lazyrisk/activation/symbols.hpp"
#include "lazyrisk/expand/gauss/gauss_terms.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::ex_to;
using GiNaC::is_a;
using GiNaC::numeric;

constexpr std::size_t most_terms = 400, most_points = 40;
constexpr int highest_power = 128;

bool whole(const ex& n) { return n.info(GiNaC::info_flags::integer); }

bool alike(const GaussTerm& a, const GaussTerm& b) {
    if (!a.power.is_equal(b.power) || !a.quadratic.is_equal(b.quadratic) || !a.slope.is_equal(b.slope) ||
        !a.wave.is_equal(b.wave))
        return false;
    if (a.erfs.size() != b.erfs.size()) return false;
    for (std::size_t i = 0; i < a.erfs.size(); ++i)
        if (!a.erfs[i].first.is_equal(b.erfs[i].first) || !a.erfs[i].second.is_equal(b.erfs[i].second)) return false;
    return true;
}

void append(GaussTerms& sum, const GaussTerm& term) {
    if (term.factor.is_zero()) return;
    for (GaussTerm& known : sum)
        if (alike(known, term)) {
            known.factor = (known.factor + term.factor).expand();
            if (known.factor.is_zero()) sum.erase(sum.begin() + (&known - sum.data()));
            return;
        }
    if (sum.size() >= most_terms) throw NoClosedForm("it has more than " + std::to_string(most_terms) + " terms");
    sum.push_back(term);
}

bool less(const std::pair<ex, ex>& a, const std::pair<ex, ex>& b) {
    const Digits u = value_of(a.first), v = value_of(b.first);
    return u != v ? u < v : value_of(a.second) < value_of(b.second);
}

/// `negative`: of a piece left of 0, where powers that are not whole are of |x|.
GaussTerm product(const GaussTerm& a, const GaussTerm& b, bool negative) {
    GaussTerm c{(a.factor * b.factor).expand(), a.power + b.power,          (a.quadratic + b.quadratic).expand(),
                (a.slope + b.slope).expand(),   (a.wave + b.wave).expand(), a.erfs};
    const auto odd = [](const ex& n) { return whole(n) && ex_to<numeric>(n).is_odd(); };
    if (negative && whole(a.power) != whole(b.power) && odd(whole(a.power) ? a.power : b.power)) c.factor = -c.factor;
    if (negative && !whole(a.power) && !whole(b.power) && odd(c.power)) c.factor = -c.factor;
    if (whole(c.power) && c.power > highest_power)
        throw NoClosedForm("its degree is above " + std::to_string(highest_power));
    c.erfs.insert(c.erfs.end(), b.erfs.begin(), b.erfs.end());
    std::sort(c.erfs.begin(), c.erfs.end(), less);
    return c;
}

/// Both cut at the points of both.
template <class F>
Piecewise combined(const Piecewise& a, const Piecewise& b, const F& f) {
    Piecewise c;
    c.pieces.clear();
    std::size_t i = 0, j = 0;
    while (true) {
        const bool more_a = i < a.points.size(), more_b = j < b.points.size();
        const int order = !more_a   ? (more_b ? 1 : 0)
                          : !more_b ? -1
                                    : [&] {
                                          const Digits difference = value_of(a.points[i] - b.points[j]);
                                          return abs(difference) < 1e-60 ? 0 : difference < 0 ? -1 : 1;
                                      }();
        const bool last = !more_a && !more_b;
        if (!last) c.points.push_back(order <= 0 ? a.points[i] : b.points[j]);
        const bool negative =
            !c.points.empty() && (last ? value_of(c.points.back()) < 0 : value_of(c.points.back()) <= 0);
        c.pieces.push_back(f(a.pieces[i], b.pieces[j], negative));
        if (last) break;
        if (order <= 0) ++i;
        if (order >= 0) ++j;
    }
    if (c.points.size() > most_points) throw NoClosedForm("it has more than " + std::to_string(most_points) + " kinks");
    return c;
}

/// Neighbours that are the same function become one piece.
Piecewise merged(const Piecewise& p) {
    Piecewise m;
    m.pieces = {p.pieces.front()};
    for (std::size_t i = 0; i < p.points.size(); ++i) {
        GaussTerms difference = p.pieces[i + 1];
        const bool fractional =
            std::any_of(difference.begin(), difference.end(), [](const GaussTerm& t) { return !whole(t.power); });
        for (GaussTerm t : m.pieces.back()) {
            t.factor = -t.factor;
            append(difference, t);
        }
        if (difference.empty() && !fractional) continue;
        m.points.push_back(p.points[i]);
        m.pieces.push_back(p.pieces[i + 1]);
    }
    return m;
}

Piecewise scaled(Piecewise p, const ex& by) {
    for (GaussTerms& piece : p.pieces)
        for (GaussTerm& t : piece) t.factor = (t.factor * by).expand();
    return p;
}

Piecewise constant(const ex& c) { return piecewise({c}); }

/// Coefficients of a polynomial, lowest first; nothing where it is none.
std::optional<std::vector<ex>> polynomial(const GaussTerms& piece) {
    std::vector<ex> c;
    for (const GaussTerm& t : piece) {
        if (!whole(t.power) || !t.erfs.empty() || !t.quadratic.is_zero() || !t.slope.is_zero() || !t.wave.is_zero())
            return std::nullopt;
        const auto n = std::size_t(ex_to<numeric>(t.power).to_int());
        if (c.size() <= n) c.resize(n + 1);
        c[n] += t.factor;
    }
    return c;
}

class Splitter {
public:
    explicit Splitter(const GiNaC::symbol& x) : x_(x) {}

    Piecewise of(const ex& e) const {
        if (!e.has(x_)) return constant(e);
        if (e.is_equal(x_)) return piecewise({1, 1});
        if (is_a<GiNaC::add>(e)) {
            Piecewise sum;
            for (const ex& term : e) sum = sum + of(term);
            return merged(sum);
        }
        if (is_a<GiNaC::mul>(e)) {
            Piecewise total = constant(1);
            for (const ex& factor : e) total = total * of(factor);
            return merged(total);
        }
        if (is_a<GiNaC::power>(e)) return power(e.op(0), e.op(1));
        if (is_a<GiNaC::function>(e)) return function(e);
        throw NoClosedForm("a part of it has no closed form");
    }

private:
    Piecewise power(const ex& base, const ex& exponent) const {
        if (exponent.info(GiNaC::info_flags::posint)) {
            if (exponent > highest_power) throw NoClosedForm("its degree is above " + std::to_string(highest_power));
            const Piecewise one = of(base);
            Piecewise total = constant(1);
            for (int i = ex_to<numeric>(exponent).to_int(); i > 0; --i) total = total * one;
            return merged(total);
        }
        if (!base.has(x_) || !is_a<numeric>(exponent))
            throw NoClosedForm("a power with x in the exponent: write it with exp");
        Piecewise cut;
        cut.points = {0}, cut.pieces = {GaussTerms{GaussTerm{}}, GaussTerms{GaussTerm{}}};
        Piecewise raised = of(base) * cut;
        for (std::size_t i = 0; i < raised.pieces.size(); ++i) {
            GaussTerms& piece = raised.pieces[i];
            if (piece.empty() && exponent.info(GiNaC::info_flags::positive)) continue;
            if (piece.size() != 1 || !piece.front().erfs.empty() || !piece.front().wave.is_zero())
                throw NoClosedForm("a quotient or a root of a sum in x");
            GaussTerm& t = piece.front();
            const bool left = i < raised.points.size() && value_of(raised.points[i]) <= 0;
            const auto odd = [](const ex& n) { return whole(n) && ex_to<numeric>(n).is_odd(); };
            if (left && odd(t.power)) t.factor = -t.factor;  // now a factor of |x|^n
            if (value_of(t.factor) <= 0 && !whole(exponent)) throw NoClosedForm("a root of a negative number");
            t.power = t.power * exponent;
            if (value_of(t.power) <= -1) throw NoClosedForm("a power of x that is not integrable");
            t.factor = GiNaC::pow(t.factor, exponent);
            if (left && odd(t.power)) t.factor = -t.factor;
            t.quadratic *= exponent, t.slope *= exponent;
        }
        return merged(raised);
    }

    Piecewise function(const ex& e) const {
        const std::string name = ex_to<GiNaC::function>(e).get_name();
        if (name == "lr_greater") return choose(of(e.op(0)) + scaled(of(e.op(1)), -1), of(e.op(2)), of(e.op(3)));
        if (name == "lr_maximum" || name == "lr_minimum") {
            const Piecewise a = of(e.op(0)), b = of(e.op(1)), difference = a + scaled(b, -1);
            return name == "lr_maximum" ? choose(difference, a, b) : choose(difference, b, a);
        }
        const Piecewise u = of(e.op(0));
        if (name == "lr_abs" || name == "abs") return choose(u, u, scaled(u, -1));
        if (name == "lr_relu") return choose(u, u, {});
        if (name == "lr_step") return choose(u, constant(1), {});
        if (name == "lr_sign") return choose(u, constant(1), constant(-1));
        if (name == "exp") return exponential(u, 1);
        if (name == "sinh") return scaled(exponential(u, 1) + scaled(exponential(u, -1), -1), numeric(1, 2));
        if (name == "cosh") return scaled(exponential(u, 1) + exponential(u, -1), numeric(1, 2));
        if (name == "cos") return scaled(wave(u, 1) + wave(u, -1), numeric(1, 2));
        if (name == "sin") return scaled(wave(u, 1) + scaled(wave(u, -1), -1), -GiNaC::I / 2);
        if (name == "lr_erf") return error_function(u, 1);
        if (name == "lr_erfc") return constant(1) + scaled(error_function(u, 1), -1);
        if (name == "lr_normal_below") return normal(u);
        if (name == "lr_gelu") return u * normal(u);
        std::string plain = name.starts_with("lr_") ? name.substr(3) : name;
        throw NoClosedForm(plain + " has no Gaussian moments in closed form");
    }

    Piecewise normal(const Piecewise& u) const {
        return scaled(constant(1) + error_function(u, GiNaC::pow(2, numeric(-1, 2))), numeric(1, 2));
    }

    static Piecewise exponential(const Piecewise& u, int sign) {
        Piecewise p = u;
        for (GaussTerms& piece : p.pieces) {
            const auto c = polynomial(piece);
            if (!c || c->size() > 3) throw NoClosedForm("exp of more than a quadratic polynomial");
            const auto at = [&](std::size_t n) { return c->size() > n ? (sign * (*c)[n]).expand() : ex(0); };
            piece = {GaussTerm{GiNaC::exp(at(0)), 0, at(2), at(1)}};
        }
        return p;
    }

    static Piecewise wave(const Piecewise& u, int sign) {
        Piecewise p = u;
        for (GaussTerms& piece : p.pieces) {
            const auto c = polynomial(piece);
            if (!c || c->size() > 2) throw NoClosedForm("sin or cos of more than a linear polynomial");
            const ex phase = c->empty() ? ex(0) : (*c)[0], rate = c->size() > 1 ? ex((*c)[1] * sign) : ex(0);
            piece = {GaussTerm{(GiNaC::cos(phase) + sign * GiNaC::I * GiNaC::sin(phase)).expand(), 0, 0, 0, rate}};
        }
        return p;
    }

    static Piecewise error_function(const Piecewise& u, const ex& scale) {
        Piecewise p = u;
        for (GaussTerms& piece : p.pieces) {
            const auto c = polynomial(piece);
            if (!c || c->size() > 2) throw NoClosedForm("erf of more than a linear polynomial");
            ex shift = c->empty() ? ex(0) : ex((*c)[0] * scale), rate = c->size() > 1 ? ex((*c)[1] * scale) : ex(0);
            if (rate.is_zero()) {
                piece.clear();
                if (!shift.is_zero()) piece = {GaussTerm{erf(shift)}};
                continue;
            }
            const bool negative = value_of(rate) < 0;  // erf is odd: one form of each
            if (negative) shift = -shift, rate = -rate;
            piece = {GaussTerm{negative ? -1 : 1, 0, 0, 0, 0, {{rate, shift}}}};
        }
        return p;
    }

    static ex erf(const ex& u) {
        for (const auto& f : symbols::unary_functions())
            if (f.word == "erf") return f.of(u);
        return 0;
    }

    /// u > 0 ? yes : no.
    Piecewise choose(const Piecewise& u, const Piecewise& yes, const Piecewise& no) const {
        Piecewise signs;  // 1 or 0
        signs.pieces.clear();
        for (std::size_t i = 0; i < u.pieces.size(); ++i) {
            const auto c = polynomial(u.pieces[i]);
            if (!c) throw NoClosedForm("a kink where no polynomial vanishes");
            std::vector<ex> cuts;
            for (const ex& root : roots(*c)) {
                if (i > 0 && value_of(root - u.points[i - 1]) <= 1e-60) continue;
                if (i < u.points.size() && value_of(root - u.points[i]) >= -1e-60) continue;
                cuts.push_back(root);
            }
            for (std::size_t k = 0; k <= cuts.size(); ++k) {
                const bool bounded_below = k > 0 || i > 0, bounded_above = k < cuts.size() || i < u.points.size();
                const Digits low = k > 0 ? value_of(cuts[k - 1]) : i > 0 ? value_of(u.points[i - 1]) : Digits(0);
                const Digits high = k < cuts.size()       ? value_of(cuts[k])
                                    : i < u.points.size() ? value_of(u.points[i])
                                                          : Digits(0);
                const Digits inside = bounded_below && bounded_above ? Digits((low + high) / 2)
                                      : bounded_below                ? Digits(low + 1)
                                      : bounded_above                ? Digits(high - 1)
                                                                     : Digits(0.37);
                Digits at = 0;
                for (std::size_t n = c->size(); n-- > 0;) at = at * inside + value_of((*c)[n]);
                signs.pieces.push_back(at > 0 ? GaussTerms{GaussTerm{}} : GaussTerms{});
                if (k < cuts.size()) signs.points.push_back(cuts[k]);
            }
            if (i < u.points.size()) signs.points.push_back(u.points[i]);
        }
        Piecewise opposite = constant(1) + scaled(signs, -1);
        return merged(signs * yes + opposite * no);
    }

    /// The real roots, ascending.
    std::vector<ex> roots(const std::vector<ex>& c) const {
        std::vector<ex> found;
        ex p = 0;
        for (std::size_t n = 0; n < c.size(); ++n) p += c[n] * GiNaC::pow(x_, int(n));
        p = p.expand();
        if (p.is_zero() || p.degree(x_) == 0) return found;
        const auto of_factor = [&](const ex& f) {
            const int degree = f.degree(x_);
            if (degree == 0) return;
            const ex a = f.coeff(x_, 2), b = f.coeff(x_, 1), constant_term = f.coeff(x_, 0);
            if (degree == 1) {
                found.push_back((-constant_term / b).normal());
            } else if (degree == 2) {
                const ex discriminant = (b * b - 4 * a * constant_term).expand();
                if (value_of(discriminant) < 0) return;
                for (const int sign : {-1, 1})
                    found.push_back(((-b + sign * GiNaC::sqrt(discriminant)) / (2 * a)).expand());
            } else {
                throw NoClosedForm("a kink at the root of a polynomial of degree " + std::to_string(degree));
            }
        };
        const ex factored = p.degree(x_) <= 2 ? p : GiNaC::factor(p);
        const auto of_power = [&](const ex& f) { of_factor(is_a<GiNaC::power>(f) ? f.op(0) : f); };
        if (is_a<GiNaC::mul>(factored) && factored.degree(x_) > 0 && p.degree(x_) > 2)
            for (const ex& f : factored) of_power(f);
        else if (p.degree(x_) > 2)
            of_power(factored);
        else
            of_factor(p);
        std::sort(found.begin(), found.end(), [](const ex& a, const ex& b) { return value_of(a) < value_of(b); });
        found.erase(std::unique(found.begin(), found.end(),
                                [](const ex& a, const ex& b) { return abs(value_of(a - b)) < 1e-60; }),
                    found.end());
        return found;
    }

    const GiNaC::symbol& x_;
};

}  // namespace

Piecewise piecewise(const GaussTerm& term) {
    Piecewise p;
    append(p.pieces.front(), term);
    return p;
}

Piecewise operator+(const Piecewise& a, const Piecewise& b) {
    return combined(a, b, [](const GaussTerms& left, const GaussTerms& right, bool) {
        GaussTerms sum = left;
        for (const GaussTerm& t : right) append(sum, t);
        return sum;
    });
}

Piecewise operator*(const Piecewise& a, const Piecewise& b) {
    return combined(a, b, [](const GaussTerms& left, const GaussTerms& right, bool negative) {
        GaussTerms all;
        for (const GaussTerm& s : left)
            for (const GaussTerm& t : right) append(all, product(s, t, negative));
        return all;
    });
}

Piecewise pieces_of(const ex& formula, const GiNaC::symbol& x) { return Splitter(x).of(formula); }

}  // namespace lazyrisk
