// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/covariate_spectrum.hpp"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>
#include <vector>

#include "lazyrisk/numerics/tridiagonal.hpp"
#include "lazyrisk/numerics/unit_rule.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Eigenvalues below this, of a largest one near 1, are a tail: no ridge resolves them.
constexpr double least_eigenvalue = 1e-30;

/// Collects levels; energies are relative until the end.
class Levels {
public:
    explicit Levels(const Alignment& alignment) : power_(1 + 2 * alignment.source) {}

    void add(double eigenvalue, double multiplicity) {
        add(eigenvalue, multiplicity, eigenvalue > 0 ? multiplicity * std::pow(eigenvalue, power_) : 0);
    }
    void add(double eigenvalue, double multiplicity, double energy, double place) {
        if (!(multiplicity > 0)) return;
        out_.place.push_back(place);
        out_.target.energy.emplace_back(Mode(int(out_.model.levels.size())), energy);
        out_.model.levels.push_back({eigenvalue, multiplicity});
        total_ += energy;
    }
    void add(double eigenvalue, double multiplicity, double energy) {
        add(eigenvalue, multiplicity, energy, double(out_.place.size() + 1));
    }
    void add_tail(double trace, double energy, double last_place) {
        out_.last_place = last_place;
        out_.model.tail_trace += trace;
        out_.target.rest += energy;
        total_ += energy;
    }
    /// The exponent of s in the energy per multiplicity.
    [[nodiscard]] double power() const { return power_; }
    CovariateSpectrum finish() {
        if (!(total_ > 0)) throw DomainError("covariance: eigenvalues that are all 0 have no energy");
        for (auto& [mode, energy] : out_.target.energy) energy /= total_;
        out_.target.rest /= total_;
        out_.unit = total_;
        return std::move(out_);
    }

private:
    double power_, total_ = 0;
    CovariateSpectrum out_;
};

/// f(x, weight) of a Gauss-Legendre rule between two numbers.
template <class F>
void on_panel(double from, double to, const F& f) {
    static const UnitRule rule(14);
    for (std::size_t i = 0; i < rule.node.size(); ++i)
        f(from + (to - from) * rule.node[i], (to - from) * rule.weight[i]);
}

/// Panels of (0, top] that halve towards 0 down to `least`, none longer than `longest`; the last begins at 0. For
/// functions whose poles are no nearer to x than x itself, or than `least`.
template <class F>
void on_halving(double top, double least, double longest, const F& f) {
    while (top > 0) {
        const double from = top > least ? top / 2 : 0;
        const int count = std::max(1, int(std::ceil((top - from) / longest)));
        for (int i = 0; i < count; ++i)
            on_panel(from + (top - from) * i / count, from + (top - from) * (i + 1) / count, f);
        top = from;
    }
}

/// The energy up to a small s goes as s^ends: it has to be finite, and found by halving.
void require_energies(const Levels& levels, double ends) {
    if (!(ends >= 0.1))
        throw DomainError(
            "alignment", to_text(Alignment{(levels.power() - 1) / 2}),
            "the energies near eigenvalue 0 have no finite sum, or nearly none; expected a larger exponent");
}

/// Formula (16.2).
void add_density(Levels& levels, const MarchenkoPastur& law) {
    const double root = std::sqrt(law.ratio), least = (1 - root) * (1 - root);
    // s = least + 4 root sin^2(x/2), x on (0, pi)
    const double ends = 3 + 2 * (levels.power() - 1);  // of energies, in x at s = 0
    if (least == 0) require_energies(levels, ends);
    const double near_by = std::max(std::sqrt(least / root), std::pow(1e-18, 1 / std::min(1.0, ends)));
    on_halving(std::numbers::pi, near_by / 2, 1.0, [&](double x, double weight) {
        const double half = std::sin(x / 2), sine = std::sin(x), s = least + 4 * root * half * half;
        levels.add(s, weight * 2 * sine * sine / (std::numbers::pi * s));
    });
}
void add_density(Levels& levels, const Autoregressive& law) {
    const double phi = std::abs(law.correlation), off = 1 - phi;
    on_halving(std::numbers::pi, off, 0.5, [&](double x, double weight) {
        const double half = std::sin(x / 2);
        levels.add(off * (1 + phi) / (off * off + 4 * phi * half * half), weight / std::numbers::pi);
    });
}
void add_density(Levels& levels, const UniformLaw& law) {
    const double whole = law.logarithmic ? std::log(law.to / law.from) : law.to - law.from;
    const auto add = [&](double s, double weight) { levels.add(s, weight / whole / (law.logarithmic ? s : 1)); };
    if (law.from == 0) {
        require_energies(levels, levels.power() + 1);
        return on_halving(law.to, law.to * std::pow(1e-18, 1 / std::min(1.0, levels.power() + 1)), law.to, add);
    }
    for (double top = law.to; top > law.from; top /= 2) on_panel(std::max(law.from, top / 2), top, add);
}
void add_density(Levels& levels, const BetaLaw& law) {
    const double log_norm = std::lgamma(law.a) + std::lgamma(law.b) - std::lgamma(law.a + law.b),
                 longest = 1.5 / std::sqrt(law.a + law.b);
    std::vector<std::pair<double, double>> found;
    // both halves from their ends, where the density is a power; what is left of a power is put at its mean
    require_energies(levels, law.a + levels.power());
    const auto half = [&](double end, double other, double ends, const auto& eigenvalue) {
        const double least = std::min(0.25, std::exp((std::log(1e-18 * ends) + log_norm) / ends));
        double top = 0.5;
        while (top > least) {
            const int count = std::max(1, int(std::ceil(top / 2 / longest)));
            for (int i = 0; i < count; ++i)
                on_panel(top / 2 * (1 + double(i) / count), top / 2 * (1 + double(i + 1) / count),
                         [&](double x, double weight) {
                             const double density =
                                 std::exp((end - 1) * std::log(x) + (other - 1) * std::log1p(-x) - log_norm);
                             found.emplace_back(eigenvalue(x), weight * density);
                         });
            top /= 2;
        }
        found.emplace_back(eigenvalue(top * end / (end + 1)), std::exp(end * std::log(top) - log_norm) / end);
    };
    half(law.a, law.b, std::min(law.a, law.a + levels.power()), [](double x) { return x; });
    half(law.b, law.a, law.b, [](double x) { return 1 - x; });
    double total = 0;  // 1 but for the rounding of gamma functions
    for (const auto& [eigenvalue, share] : found) total += share;
    for (const auto& [eigenvalue, share] : found) levels.add(eigenvalue, share / total);
}

/// The eigenvalues of one dimension.  Formula (16.3).
void add_dimension(Levels& levels, const Autoregressive& law) {
    const double phi = std::abs(law.correlation), d = law.dimension, step = std::numbers::pi / (d + 1);
    if (phi < 1e-8) return levels.add(1, d);  // 1 +- 2 phi: no sum of the theory tells them from 1
    const auto angle = [&](double x) {
        return std::sin((d + 1) * x) - 2 * phi * std::sin(d * x) + phi * phi * std::sin((d - 1) * x);
    };
    for (double k = 1; k <= d; ++k) {
        std::uintmax_t most = 200;
        const double from = k == 1 ? step * 1e-9 : (k - 1) * step, to = k * step;
        const auto root =
            boost::math::tools::toms748_solve(angle, from, to, boost::math::tools::eps_tolerance<double>(), most);
        const double half = std::sin((root.first + root.second) / 4);
        levels.add((1 - phi) * (1 + phi) / ((1 - phi) * (1 - phi) + 4 * phi * half * half), 1);
    }
}

/// f(k, weight) over the whole numbers first + 1 .. first + count: themselves where they are few, else the Gauss rule
/// of their counting measure.  Formula (16.4).
template <class F>
void on_block(double first, double count, const F& f) {
    constexpr int nodes = 12;
    if (count <= nodes) {
        for (double k = 1; k <= count; ++k) f(first + k, 1.0);
        return;
    }
    std::vector<double> beside;  // of centred places over half the count
    for (int j = 1; j < nodes; ++j)
        beside.push_back(std::sqrt(j * j * (1 - j / count) * (1 + j / count) / (4.0 * j * j - 1)));
    for (const double x : tridiagonal_eigenvalues(std::vector<double>(nodes, 0.0), beside)) {
        double before = 0, now = 1, sum = 1;
        for (int j = 0; j + 1 < nodes; ++j) {
            const double next = (x * now - (j > 0 ? beside[std::size_t(j - 1)] * before : 0)) / beside[std::size_t(j)];
            before = now, now = next;
            sum += now * now;
        }
        f(first + (count + 1) / 2 + x * count / 2, count / sum);
    }
}

/// sum_{k > from} k^-power, from >= 32, power > 1: Euler-Maclaurin.
double rest_of_powers(double power, double from) {
    const double x = from + 1, first = std::pow(x, -power);
    return first * (x / (power - 1) + 0.5 + power / (12 * x) - power * (power + 1) * (power + 2) / (720 * x * x * x));
}

/// Exponents of a sequence k^-power e^(-rate k).
struct Decay {
    double power = 0, rate = 0;
};
Decay decay_of(const Covariance& c) {
    if (const auto* law = std::get_if<PowerLaw>(&c)) return {law->exponent, 0};
    return {0, std::get<ExponentialDecay>(c).rate};
}

/// sum of k^-power e^(-rate k) over from < k <= to, from >= 32 where it is no exponential alone; infinite where it has
/// none.
double far_sum(const Decay& d, double from, double to) {
    if (from >= to) return 0;
    if (d.rate != 0) {
        if (d.rate < 0 && is_infinite(to)) return infinite<>;
        // exact for an exponential alone; a power is taken where most of the sum is, all of it below 1e-30
        const double whole =
            std::pow(d.rate > 0 ? from + 1 : to, -d.power) * std::exp(-d.rate * (from + 1)) / -std::expm1(-d.rate);
        return is_infinite(to) ? whole : whole * -std::expm1(-d.rate * (to - from));
    }
    if (is_infinite(to)) return d.power > 1 ? rest_of_powers(d.power, from) : infinite<>;
    if (d.power == 1) return std::log((to + 0.5) / (from + 0.5));
    return d.power > 1 ? rest_of_powers(d.power, from) - rest_of_powers(d.power, to)
                       : (std::pow(to + 0.5, 1 - d.power) - std::pow(from + 0.5, 1 - d.power)) / (1 - d.power);
}

/// Terms gathered in blocks where they are many, for sums of what falls no faster than that, or each for itself.
struct Terms {
    bool each;
    double steepest = 0;
};

void add_sequence(Levels& levels, const PowerLaw& law, const Alignment& alignment, Terms terms) {
    const double alpha = law.exponent, by_place = alignment.power.value_or(alpha * levels.power());
    if (is_infinite(law.terms) && !(by_place > 1))
        throw DomainError("alignment", to_text(alignment),
                          "the energies k^-" + to_text(by_place) +
                              " of infinitely many terms have no sum; expected an exponent above 1");
    const auto add = [&](double k, double weight) {
        levels.add(std::pow(k, -alpha), weight, weight * std::pow(k, -by_place), k);
    };
    if (terms.each) {
        for (double k = 1; k <= law.terms; ++k) add(k, 1);
        return;
    }
    const double farthest = std::pow(least_eigenvalue, -1 / alpha),
                 growth = std::pow(2, std::min(1.0, 2 / std::max(alpha, terms.steepest)));
    double done = std::min(law.terms, 32.0);
    on_block(0, std::min(done, 12.0), add);
    for (double k = 13; k <= done; ++k) add(k, 1);
    while (done < law.terms && done < farthest) {
        const double next = std::min(law.terms, std::floor(done * growth));
        on_block(done, next - done, add);
        done = next;
    }
    if (done == law.terms) return;
    levels.add_tail(far_sum({alpha, 0}, done, law.terms), far_sum({by_place, 0}, done, law.terms), done);
}

void add_sequence(Levels& levels, const ExponentialDecay& law, const Alignment& alignment, Terms terms) {
    if (alignment.power)
        throw DomainError("alignment", to_text(alignment),
                          "a power of the place is for covariance = power(A); expected isotropic or source(R)");
    const double decay = law.rate * levels.power();
    if (!is_infinite(law.terms) && -decay * law.terms > 600)
        throw DomainError("alignment", to_text(alignment),
                          "energies that rise so far are no numbers; expected a larger R");
    if (is_infinite(law.terms) && !(decay > 0))
        throw DomainError("alignment", to_text(alignment),
                          "energies that do not fall have no sum over infinitely many terms; expected source(R) with R "
                          "above -1/2");
    const auto add = [&](double k, double weight) {
        levels.add(std::exp(-law.rate * k), weight, weight * std::exp(-decay * k), k);
    };
    if (terms.each) {
        for (double k = 1; k <= law.terms; ++k) add(k, 1);
        return;
    }
    const double farthest = -std::log(least_eigenvalue) / law.rate, longest = std::max(1.0, std::floor(1.5 / law.rate));
    double done = 0;
    while (done < law.terms && done < farthest) {
        // at first no longer than half of what is before it: another law may fall faster
        const double next = std::min(law.terms, done + std::min(longest, std::max(1.0, std::floor(done / 2))));
        on_block(done, next - done, add);
        done = next;
    }
    if (done == law.terms) return;
    levels.add_tail(far_sum({0, law.rate}, done, law.terms), far_sum({0, decay}, done, law.terms), done);
}

/// The coefficients of a target in the axes of the inputs. Throws DomainError where these are not single directions.
std::vector<double> in_own_axes(const Covariance& covariance, const Alignment& alignment) {
    const std::vector<double>& b = alignment.coefficients;
    const auto require = [&](std::size_t count) {
        if (b.size() != count)
            throw DomainError(
                "alignment", to_text(alignment),
                "it has " + std::to_string(b.size()) + " coefficients for " + std::to_string(count) + " inputs");
    };
    if (const auto* law = std::get_if<MatrixCovariance>(&covariance)) {
        require(std::size_t(law->matrix->size));
        std::vector<double> turned;
        for (const std::vector<double>& axis : law->matrix->axis)
            turned.push_back(std::inner_product(axis.begin(), axis.end(), b.begin(), 0.0));
        return turned;
    }
    const auto* law = std::get_if<CountedLevels>(&covariance);
    if (!law || std::any_of(law->levels.begin(), law->levels.end(), [](const auto& l) { return l.second != 1; }))
        throw DomainError("alignment", to_text(alignment),
                          "coefficients are of single inputs: for a covariance that is a matrix, or a file of "
                          "eigenvalues of multiplicity 1");
    require(law->levels.size());
    return b;
}

/// Levels with an energy each.
CovariateSpectrum with_energies(const Covariance& covariance, const Alignment& alignment) {
    const std::vector<std::pair<double, double>>* rows = listed(covariance);
    if (!rows)
        throw DomainError("alignment", to_text(alignment),
                          "energies one by one are for `covariance = levels(...)` and for a file of eigenvalues");
    if (rows->size() != alignment.energies.size())
        throw DomainError("alignment", to_text(alignment),
                          "it has " + std::to_string(alignment.energies.size()) + " energies for " +
                              std::to_string(rows->size()) + " eigenvalues");
    Levels levels(alignment);
    for (std::size_t i = 0; i < rows->size(); ++i) {
        const auto& [eigenvalue, multiplicity] = (*rows)[i];
        if (eigenvalue == 0 && alignment.energies[i] > 0)
            throw DomainError("alignment", to_text(alignment), "there is no energy at an eigenvalue of 0");
        levels.add(eigenvalue, multiplicity, alignment.energies[i]);
    }
    return levels.finish();
}

CovariateSpectrum with_coefficients(const Covariance& covariance, const Alignment& alignment) {
    const std::vector<double> b = in_own_axes(covariance, alignment);
    double largest = 0;
    for (const double x : b) largest = std::max(largest, std::abs(x));
    if (!(largest > 0)) throw DomainError("alignment", to_text(alignment), "every coefficient is 0");
    Levels levels(alignment);
    for (std::size_t i = 0; i < b.size(); ++i) {
        const auto* law = std::get_if<MatrixCovariance>(&covariance);
        const double s = law ? law->matrix->eigenvalue[i] : std::get<CountedLevels>(covariance).levels[i].first;
        if (s == 0 && std::abs(b[i]) > 1e-10 * largest)
            throw DomainError(
                "alignment", to_text(alignment),
                "the target has a coefficient along a direction that has no variance in `covariance`; give "
                "that direction a small one");
        levels.add(s, 1, s * b[i] * b[i]);
    }
    return levels.finish();
}

CovariateSpectrum spectrum_of(const Covariance& covariance, const Alignment& alignment, Terms terms) {
    Levels levels(alignment);
    if (!alignment.energies.empty()) return with_energies(covariance, alignment);
    if (!alignment.coefficients.empty()) return with_coefficients(covariance, alignment);
    if (alignment.power && !std::holds_alternative<PowerLaw>(covariance) &&
        !std::holds_alternative<ExponentialDecay>(covariance))
        throw DomainError("alignment", to_text(alignment),
                          "these eigenvalues have no place; a power of it is for covariance = power(A)");
    std::visit(
        [&]<class Law>(const Law& law) {
            if constexpr (std::is_same_v<Law, CovarianceLevels> || std::is_same_v<Law, CountedLevels>) {
                for (const auto& [eigenvalue, share] : law.levels) levels.add(eigenvalue, share);
            } else if constexpr (std::is_same_v<Law, MatrixCovariance>) {
                for (const double eigenvalue : law.matrix->eigenvalue) levels.add(eigenvalue, 1);
            } else if constexpr (std::is_same_v<Law, PowerLaw> || std::is_same_v<Law, ExponentialDecay>) {
                add_sequence(levels, law, alignment, terms);
            } else if constexpr (std::is_same_v<Law, Autoregressive>) {
                is_infinite(law.dimension) ? add_density(levels, law) : add_dimension(levels, law);
            } else {
                add_density(levels, law);
            }
        },
        covariance);
    return levels.finish();
}

}  // namespace

CovariateSpectrum covariate_spectrum(const Covariance& covariance, const Alignment& alignment, double steepest) {
    return spectrum_of(covariance, alignment, {false, steepest});
}

void LawOnAxes::at_places() {
    for (std::size_t i = 0; i < variance.size(); ++i)
        variance[i] = scale * std::pow(place[i], -power) * std::exp(-rate * place[i]);
}

LawOnAxes& LawOnAxes::operator*=(const LawOnAxes& other) {
    for (std::size_t i = 0; i < variance.size(); ++i) variance[i] *= other.variance[i];
    scale *= other.scale, power += other.power, rate += other.rate;
    if (!place.empty() && !other.place.empty()) at_places();
    return *this;
}

LawOnAxes& LawOnAxes::operator/=(const LawOnAxes& other) {
    for (std::size_t i = 0; i < variance.size(); ++i) variance[i] /= other.variance[i];
    scale /= other.scale, power -= other.power, rate -= other.rate;
    if (!place.empty() && !other.place.empty()) at_places();
    return *this;
}

namespace {

/// A sequence at the places of a spectrum.
LawOnAxes on_places(const CovariateSpectrum& s, const Decay& decay, double scale = 1) {
    LawOnAxes found{std::vector<double>(s.place.size()), scale, decay.power, decay.rate, s.place};
    found.at_places();
    return found;
}

}  // namespace

LawOnAxes own_law(const CovariateSpectrum& s, const Covariance& training) {
    if (is_sequence(training)) return on_places(s, decay_of(training));
    LawOnAxes found;
    for (const GivenSpectrum::Mode& level : s.model.levels) found.variance.push_back(level.eigenvalue);
    return found;
}

std::vector<double> coefficients_on_axes(const CovariateSpectrum& s, const Covariance& training,
                                         const Alignment& alignment) {
    if (alignment.coefficients.empty()) return {};
    std::vector<double> b = in_own_axes(training, alignment);
    for (double& x : b) x /= std::sqrt(s.unit);
    return b;
}

std::shared_ptr<const std::vector<double>> matrix_on_axes(const Covariance& training, const Covariance& law,
                                                          const std::string& field) {
    const auto* matrix = std::get_if<MatrixCovariance>(&law);
    if (!matrix) return {};
    const CovarianceAxes& m = *matrix->matrix;
    if (const auto* own = std::get_if<MatrixCovariance>(&training); own && own->matrix->size == m.size)
        return in_axes(matrix->matrix, own->matrix);
    const auto* list = listed(training);
    const bool alike = list && list->size() == 1,
               single = std::holds_alternative<CountedLevels>(training) && list->size() == std::size_t(m.size) &&
                        std::all_of(list->begin(), list->end(), [](const auto&l) { return l.second == 1; });
    if (alike || single) return {matrix->matrix, &m.entries};  // whatever the axes of equal eigenvalues are
    throw DomainError(field, to_text(law),
                      "a matrix of " + std::to_string(m.size) +
                          " rows goes with a covariance that is one, or as many eigenvalues of multiplicity 1, or with "
                          "identity");
}

LawOnAxes law_on_axes(const CovariateSpectrum& s, const Covariance& training, const Covariance& law,
                      const std::string& field) {
    const auto *from = listed(training), *to = listed(law);
    const bool one =
        to && to->size() == 1 && (std::holds_alternative<CovarianceLevels>(law) || count_of(law) == count_of(training));
    if (one && is_sequence(training)) return on_places(s, {}, to->front().first);
    if (one) return {std::vector<double>(s.place.size(), to->front().first), to->front().first};
    if (to && from && to->size() == from->size() && from->size() == s.place.size() &&
        std::equal(to->begin(), to->end(), from->begin(),
                   [](const auto& a, const auto& b) { return a.second == b.second; })) {
        LawOnAxes found;
        for (const auto& [eigenvalue, multiplicity] : *to) found.variance.push_back(eigenvalue);
        return found;
    }
    if (is_sequence(training) && is_sequence(law) &&
        (is_infinite(count_of(law)) || count_of(law) == count_of(training)))
        return on_places(s, decay_of(law));
    if (const auto matrix = matrix_on_axes(training, law, field)) {
        const std::size_t size = std::size_t(std::get<MatrixCovariance>(law).matrix->size);
        LawOnAxes found;
        for (std::size_t i = 0; i < size; ++i) found.variance.push_back((*matrix)[i * (size + 1)]);
        if (s.place.size() == 1)  // all directions are alike: their mean
            found.variance = {std::accumulate(found.variance.begin(), found.variance.end(), 0.0) / double(size)};
        return found;
    }
    throw DomainError(
        field, to_text(law),
        "it has the axes of the training's, place by place: expected identity, a sequence of as many terms "
        "for a sequence, or as many levels of the same shares for levels");
}

double tail_trace(const CovariateSpectrum& s, const Covariance& training, const LawOnAxes& law) {
    if (!is_sequence(training) || s.last_place == 0) return 0;
    return law.scale * far_sum({law.power, law.rate}, s.last_place, count_of(training));
}

double tail_energy(const CovariateSpectrum& s, const Covariance& training, const Alignment& alignment,
                   const LawOnAxes& law) {
    if (!is_sequence(training)) return 0;
    const Decay own = decay_of(training);
    const double spread = 1 + 2 * alignment.source;
    LawOnAxes energies{{}, 1 / s.unit, alignment.power.value_or(own.power * spread), own.rate * spread};
    return tail_trace(s, training, (energies /= LawOnAxes{{}, 1, own.power, own.rate}) *= law);
}

CovariateSpectrum every_eigenvalue(const Covariance& covariance, const Alignment& alignment) {
    constexpr double most = 1e6;
    if (is_per_dimension(covariance)) {
        if (std::holds_alternative<CovarianceLevels>(covariance)) return covariate_spectrum(covariance, alignment);
        throw NotCovered("a draw needs the eigenvalues of a covariance one by one, and `covariance = " +
                         to_text(covariance) + "` is a density; give levels(...), or a file of eigenvalues");
    }
    if (!(count_of(covariance) <= most))
        throw DomainError("covariance", to_text(covariance),
                          "a draw needs every eigenvalue; give a number of them up to a million, or `dim`");
    return spectrum_of(covariance, alignment, {true});
}

}  // namespace lazyrisk
