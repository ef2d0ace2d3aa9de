// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/radial.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/by_quadrature.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/harmonics/gradient.hpp"
#include "lazyrisk/numerics/singular_values.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/gather.hpp"
#include "lazyrisk/spectrum/radial_kernel.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;
using Columns = std::vector<std::vector<Wide>>;

/// Degrees computed beyond those kept, to bound the eigenvalues in the tail.
constexpr int beyond_degrees = 4;
/// Of a level: its mass is known so well, and above that share of the first of its degree.
constexpr Wide resolved_to = 1e-9L, least_share = 1e-17L;

/// Nodes of a radius: the lower the dimension, the wider its law.
int points_of(double d) { return d >= 16 ? 20 : d >= 8 ? 28 : 48; }

RadiusRule rule_of(LengthLaw law, double d, int points) {
    return law == LengthLaw::gaussian ? radius_rule(d, points) : unit_radius();
}

/// p of s(c x) = c^p s(x).
std::optional<int> homogeneity(const Activation& s) {
    if (!is_homogeneous(s)) return {};
    return s.visit([](const auto& f) -> std::optional<int> {
        if constexpr (requires { f.exponent; })
            return f.exponent;
        else if constexpr (requires { f.degree(); })
            return f.degree();
        else
            return {};
    });
}

/// The axes of every degree, and what lies beyond.
struct RadialLevels {
    RadiusRule rule;
    std::vector<RadialAxes> axes;
    Wide tail = 0, tail_error = 0;
    bool finite_rank = true;
};

/// A radius of the weights: the factor of the values there, and of the part along the weight.
struct RadiusChannels {
    Amplitudes first, second;
    Wide tail = 0, tail_error = 0;
    bool has_second = false, finite_rank = true;
};

/// All channels at the radii r of the input and rho of the weight.
using ChannelsAt = std::function<RadiusChannels(Wide r, Wide rho, int degrees)>;

RadiusChannels of_values(Amplitudes a) {
    RadiusChannels c{std::move(a), {}};
    c.tail = c.first.tail, c.tail_error = c.first.tail_error;
    c.finite_rank = c.first.finite_rank;
    return c;
}

/// What was found at a stretch and a number of degrees; of a homogeneous activation at 1 alone.
template <class Parts>
class Remembered {
public:
    explicit Remembered(std::function<Parts(Wide c, int degrees)> find) : find_(std::move(find)) {}
    const Parts& operator()(Wide c, int degrees) {
        const auto key = std::pair(c, degrees);
        auto found = known_.find(key);
        if (found == known_.end()) found = known_.emplace(key, find_(c, degrees)).first;
        return found->second;
    }

private:
    std::function<Parts(Wide, int)> find_;
    std::map<std::pair<Wide, int>, Parts> known_;
};

/// Formula (16.27).
ChannelsAt channels_of(const Activation& s, double d) {
    const auto parts = std::make_shared<Remembered<Amplitudes>>(
        [=](Wide c, int degrees) { return c == 1 ? decompose(s, d, degrees) : decompose_stretched(s, c, d, degrees); });
    return [=, p = homogeneity(s)](Wide r, Wide rho, int degrees) {
        Amplitudes a = (*parts)(p ? 1 : r * rho, degrees);
        if (p) scale(a, std::pow(r * rho, Wide(*p)));
        return of_values(std::move(a));
    };
}

/// The part across the weight and that of the second layer are one function of the direction, the part along it
/// another. Formula (16.28).
RadiusChannels of_gradient(GradientAmplitudes g, const Amplitudes& values, bool both, double d, Wide rho) {
    RadiusChannels c{std::move(g.across), std::move(g.along), 0, 0, true};
    c.finite_rank = c.first.finite_rank && c.second.finite_rank && (!both || values.finite_rank);
    scale(c.first, 1 / rho);
    scale(c.second, 1 / (rho * std::sqrt(Wide(d))));
    c.tail = c.first.tail + c.second.tail + (both ? values.tail : 0);
    c.tail_error = c.first.tail_error + c.second.tail_error + (both ? values.tail_error : 0);
    if (both)
        for (std::size_t k = 0; k < c.first.value.size(); ++k) {
            const Wide a = c.first.value[k], b = values.value[k];
            c.first.value[k] = std::copysign(std::hypot(a, b), b);  // the across part is a multiple >= 0 of b
            c.first.error[k] += values.error[k];
        }
    return c;
}

ChannelsAt channels_of(const RadialTangent& model) {
    struct Both {
        GradientAmplitudes gradient;
        Amplitudes values;
    };
    const double d = model.dimension;
    const bool both = model.layers == TrainedLayers::all;
    const auto parts = std::make_shared<Remembered<Both>>([=, s = model.activation](Wide c, int degrees) {
        return Both{decompose_gradient_stretched(s, c, d, degrees),
                    both ? decompose_stretched(s, c, d, degrees) : Amplitudes{}};
    });
    return [=, p = homogeneity(model.activation)](Wide r, Wide rho, int degrees) {
        Both at = (*parts)(p ? 1 : r * rho, degrees);
        const Wide factor = p ? std::pow(r * rho, Wide(*p)) : 1;
        for (Amplitudes* a : {&at.gradient.across, &at.gradient.along, &at.values}) scale(*a, factor);
        return of_gradient(std::move(at.gradient), at.values, both, d, rho);
    };
}

/// a_k(r_i rho_j), and what lies beyond.
RadialFactors factors_of(const ChannelsAt& channels, const LengthLaws& laws, int degrees, int points) {
    const double d = laws.dimension;
    RadialFactors f{rule_of(laws.inputs, d, points), rule_of(laws.weights, d, points)};
    const std::size_t rows = f.inputs.size();
    f.degrees.resize(std::size_t(degrees) + 1);
    for (int k = 0; k < degrees; ++k)
        f.degrees[std::size_t(k) + 1].multiplicity = next_multiplicity(f.degrees[std::size_t(k)].multiplicity, d, k);
    f.tail.assign(f.weights.size(), std::vector<Wide>(rows, 0));
    for (std::size_t j = 0; j < f.weights.size(); ++j)
        for (std::size_t i = 0; i < rows; ++i) {
            const RadiusChannels c = channels(f.inputs.node[i], f.weights.node[j], degrees);
            const Wide weight = f.inputs.weight[i] * f.weights.weight[j];
            f.tail[j][i] = c.tail;
            f.tail_error += weight * c.tail_error;
            f.finite_rank = f.finite_rank && c.finite_rank;
            f.channels = c.has_second ? 2 : 1;
            for (std::size_t k = 0; k < f.degrees.size(); ++k) {
                RadialFactors::Degree& g = f.degrees[k];
                const Wide root = std::sqrt(g.multiplicity);
                for (const Amplitudes* a : {&c.first, &c.second}) {
                    if (a == &c.second && !c.has_second) continue;
                    if (i == 0) g.column.emplace_back(rows, 0);
                    g.column[std::size_t(f.channels) * j + (a == &c.second)][i] = a->value[k] / root;
                    g.square_error += weight * a->error[k] * a->error[k];
                }
            }
        }
    return f;
}

/// The matrices sqrt(w_i) a_k(r_i rho_j) sqrt(v_j) and their axes.  Formula (16.29).
RadialLevels levels_of(const ChannelsAt& channels, const LengthLaws& laws, int degrees, int points) {
    RadialFactors f = factors_of(channels, laws, degrees, points);
    RadialLevels levels{f.inputs, {}, 0, f.tail_error, f.finite_rank};
    const std::size_t rows = f.inputs.size();
    for (std::size_t j = 0; j < f.weights.size(); ++j)
        for (std::size_t i = 0; i < rows; ++i) levels.tail += f.inputs.weight[i] * f.weights.weight[j] * f.tail[j][i];
    for (RadialFactors::Degree& g : f.degrees) {
        for (std::size_t j = 0; j < g.column.size(); ++j)
            for (std::size_t i = 0; i < rows; ++i)
                g.column[j][i] *=
                    std::sqrt(f.inputs.weight[i] * f.weights.weight[j / std::size_t(f.channels)] * g.multiplicity);
        SingularAxes found = singular_axes(std::move(g.column));
        const std::size_t rank = std::min(found.value.size(), rows);
        RadialAxes axes{{}, {}, std::sqrt(g.square_error) + 8 * std::numeric_limits<Wide>::epsilon() * found.value[0]};
        for (std::size_t j = 0; j < rank; ++j) {
            axes.mass.push_back(found.value[j] * found.value[j]);
            axes.axis.push_back(std::move(found.axis[j]));
        }
        levels.axes.push_back(std::move(axes));
    }
    return levels;
}

/// Bound on the error of a mass: the amplitudes', and what another rule finds.
Wide error_of(const RadialAxes& axes, const RadialAxes& other, std::size_t j) {
    const Wide mass = axes.mass[j], elsewhere = j < other.mass.size() ? other.mass[j] : 0;
    const Wide own = axes.absolute ? axes.error : (2 * std::sqrt(mass) + axes.error) * axes.error;
    return own + std::abs(mass - elsewhere);
}

/// Levels (k, j) and the tail; exact zeros of a degree are one dead level.
Spectrum<> radial_spectrum(const RadialLevels& levels, const RadialLevels& other, double d, int degrees) {
    Spectrum<> spectrum;
    Wide multiplicity = 1, tail = levels.tail, tail_error = levels.tail_error + std::abs(levels.tail - other.tail);
    const auto to_tail = [&](Wide mass, Wide error) {
        tail += mass;
        tail_error += error;
        spectrum.tail_largest = std::max(spectrum.tail_largest, double((mass + error) / multiplicity));
    };
    for (std::size_t k = 0; k < levels.axes.size(); ++k) {
        const RadialAxes& axes = levels.axes[k];
        const bool kept = k <= std::size_t(degrees) && multiplicity < largest_multiplicity;
        for (std::size_t j = 0; j < axes.mass.size(); ++j) {
            const Wide mass = axes.mass[j], error = mass == 0 ? 0 : error_of(axes, other.axes[k], j);
            const bool first = j == 0, resolved = mass > least_share * axes.mass[0] && error <= resolved_to * mass;
            if (kept && (first || resolved))
                spectrum.levels.push_back({Mode(int(k), int(j)), double(mass / multiplicity), double(multiplicity),
                                           double(mass), double(error + mass * 0x1p-53L)});
            else if (mass > 0)
                to_tail(mass, error);
        }
        multiplicity = next_multiplicity(multiplicity, d, int(k));
    }
    spectrum.tail = double(tail);
    spectrum.tail_error =
        double(tail_error + 0x1p-53L * tail) + (levels.finite_rank ? 0 : std::numeric_limits<double>::min());
    spectrum.tail_largest = std::max(spectrum.tail_largest, double((levels.tail + levels.tail_error) / multiplicity));
    return spectrum;
}

/// Throws DomainError where E s(<w,x>)^2 is infinite.
void require_moments(const Activation& s, const LengthLaws& laws) {
    if (laws.inputs == LengthLaw::gaussian) static_cast<void>(decompose(s, infinite<>, 0));
}

Spectrum<> of_channels(const ChannelsAt& channels, const LengthLaws& laws, int degrees) {
    const int points = points_of(laws.dimension), computed = degrees + beyond_degrees;
    return radial_spectrum(levels_of(channels, laws, computed, points), levels_of(channels, laws, computed, points - 6),
                           laws.dimension, degrees);
}

/// The matrix of one degree over the radii, in masses.  Formula (16.29).
RadialLevels levels_of(const DotProduct& kernel, const LengthLaws& laws, int degrees, int points) {
    const double d = laws.dimension;
    RadialLevels levels{rule_of(laws.inputs, d, points), {}};
    const RadiusRule& rule = levels.rule;
    require_increasing(kernel, rule.node.back() * rule.node.back());
    const std::size_t size = rule.size();
    const PairMassesOf masses(kernel, rule.node.back() * rule.node.back(), d, degrees);
    std::vector<Columns> entries(std::size_t(degrees) + 1, Columns(size, std::vector<Wide>(size, 0)));
    std::vector<Wide> square_error(entries.size(), 0);
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            const PairMasses m = masses(rule.node[i], rule.node[j]);
            const Wide root = std::sqrt(rule.weight[i] * rule.weight[j]);
            for (std::size_t k = 0; k < entries.size(); ++k) {
                entries[k][i][j] = entries[k][j][i] = root * m.value[k];
                square_error[k] += (i == j ? 1 : 2) * root * root * m.error[k] * m.error[k];
            }
            levels.finite_rank = m.finite_rank;
        }
    for (std::size_t k = 0; k < entries.size(); ++k) {
        SingularAxes found = symmetric_axes(entries[k]);
        const Wide rounding = Wide(size) * std::numeric_limits<Wide>::epsilon() * std::abs(found.value[0]);
        levels.axes.push_back(
            {std::move(found.value), std::move(found.axis), std::sqrt(square_error[k]) + rounding, true});
    }
    for (std::size_t i = 0; i < size; ++i) levels.tail += rule.weight[i] * diagonal(kernel, rule.node[i]);
    return levels;  // the tail is all of the trace here
}

Spectrum<> of_kernel(const DotProduct& kernel, const LengthLaws& laws, int degrees) {
    const double d = laws.dimension;
    const int points = points_of(d), computed = degrees + beyond_degrees;
    const RadialLevels levels = levels_of(kernel, laws, computed, points),
                       other = levels_of(kernel, laws, computed, points - 6);
    const Wide trace = levels.tail, trace_error = std::abs(trace - other.tail) + 4e-19L * trace;
    if (!(trace_error <= 1e-6L * trace))
        throw DomainError("kernel", kernel.name(),
                          "its mean diagonal E h(|x|^2/d) over Gaussian inputs is infinite, or not resolved");
    std::vector<Found> found;
    Wide multiplicity = 1, beyond = 0, left = trace;
    for (std::size_t k = 0; k < levels.axes.size(); ++k) {
        const RadialAxes& axes = levels.axes[k];
        for (const Wide mass : axes.mass) left -= mass;
        for (std::size_t j = 0; j < axes.mass.size(); ++j) {
            const Wide error = error_of(axes, other.axes[k], j), mass = axes.mass[j];
            if (k <= std::size_t(degrees) && (j == 0 || (mass > 0 && error <= resolved_to * mass) || mass < -error))
                found.push_back({Mode(int(k), int(j)), mass / multiplicity, error / multiplicity, multiplicity});
            else
                beyond = std::max(beyond, (std::max(mass, Wide(0)) + error) / multiplicity);
        }
        multiplicity = next_multiplicity(multiplicity, d, int(k));
    }
    // every eigenvalue further out is at most the trace there over its multiplicity
    beyond = std::max(beyond, (std::max(left, Wide(0)) + trace_error) / multiplicity);
    Wide unlisted = trace;
    for (const Found& f : found) unlisted -= f.eigenvalue * f.multiplicity;
    const bool complete =
        levels.finite_rank && polynomial_degree(kernel) <= degrees && std::abs(unlisted) <= 1e-15L * trace;
    return gather(kernel.name(), found, trace, trace_error, beyond, complete);
}

/// As on the sphere; of what vanishes there the first coefficient is that of the lengths.  Formula (16.30).
LimitMasses with_lengths(LimitMasses limit, bool never) {
    for (std::size_t k = 0; k < limit.later.size(); ++k) {
        if (!can_vanish(limit, k)) continue;
        limit.later[k].clear();
        const bool dead = limit.mass[k] == 0 && limit.error[k] == 0;
        limit.known[k] = never || dead ? infinite<> : double(k);
    }
    return limit;
}

int most_degrees_of(const Activation& s, const LengthLaws& laws) {
    if (is_infinite(double(laws.dimension))) return 0;
    if (homogeneity(s)) return std::min(2000, most_degrees(RandomFeatures{s, laws.dimension}));
    const int all = most_degrees(RandomFeatures{s, laws.dimension});
    return std::min(all, laws.inputs == laws.weights ? 160 : 640);
}

bool is_limit(const LengthLaws& laws) {
    require_dimension(laws.dimension);
    return is_infinite(double(laws.dimension));
}

/// Nodes enough for polynomials of these degrees, as far as energies of them are taken.
constexpr int highest_total = 40;
int points_for(double d, int degrees) { return std::max(points_of(d), std::min(degrees, highest_total) + 8); }

}  // namespace

LimitMasses in_the_limit(const RadialFeatures& m) {
    return with_lengths(in_the_limit(RandomFeatures{m.activation, m.dimension}), m.laws.weights == LengthLaw::sphere);
}
LimitMasses in_the_limit(const RadialTangent& m) {
    return with_lengths(in_the_limit(NeuralTangent{m.activation, m.dimension, m.layers}), false);
}
LimitMasses in_the_limit(const RadialKernel& m) {
    if (const auto* dot = std::get_if<DotProduct>(&m.kernel)) return in_the_limit(*dot);
    return in_the_limit(RadialFeatures{m.laws, std::get<Activation>(m.kernel), m.dimension});
}

Spectrum<> diagonalize(const RadialFeatures& m, int degrees) {
    if (is_limit(m.laws)) return at_scale(in_the_limit(m), m.dimension.scale);
    require_moments(m.activation, m.laws);
    return of_channels(channels_of(m.activation, m.dimension), m.laws, degrees);
}
Spectrum<> diagonalize(const RadialTangent& m, int degrees) {
    if (is_limit(m.laws)) return at_scale(in_the_limit(m), m.dimension.scale);
    require_moments(m.activation, m.laws);
    Spectrum<> spectrum = of_channels(channels_of(m), m.laws, degrees);
    if (!(spectrum.trace() > 0))
        throw DomainError("activation", m.activation.name(),
                          "its derivative is zero: the first layer has nothing to train; use another, or `layers = "
                          "both`");
    return spectrum;
}
Spectrum<> diagonalize(const RadialKernel& m, int degrees) {
    check(m);
    if (is_limit(m.laws)) return at_scale(in_the_limit(m), m.dimension.scale);
    if (const auto* dot = std::get_if<DotProduct>(&m.kernel)) return of_kernel(*dot, m.laws, degrees);
    return diagonalize(RadialFeatures{m.laws, std::get<Activation>(m.kernel), m.dimension}, degrees);
}

int most_degrees(const RadialFeatures& m) { return most_degrees_of(m.activation, m.laws); }
int most_degrees(const RadialTangent& m) { return most_degrees_of(m.activation, m.laws); }
int most_degrees(const RadialKernel& m) {
    if (const auto* s = std::get_if<Activation>(&m.kernel)) return most_degrees_of(*s, m.laws);
    if (is_infinite(double(m.dimension))) return 0;
    return std::min(160, polynomial_degree(std::get<DotProduct>(m.kernel)));
}

/// Neurons that were read already.
struct RadialModes::Known {
    std::mutex mutex;
    std::map<std::string, RadialTarget> targets;
};

RadialModes::RadialModes(double dimension, LengthLaw inputs, RadiusRule rule, std::vector<RadialAxes> axes)
    : dimension_(dimension),
      on_sphere_(inputs == LengthLaw::sphere),
      rule_(std::move(rule)),
      axes_(std::move(axes)),
      known_(std::make_shared<Known>()) {}

namespace {

RadialLevels levels_for(const RadialFeatures& m, int degrees) {
    return levels_of(channels_of(m.activation, m.dimension), m.laws, degrees, points_for(m.dimension, degrees));
}
RadialLevels levels_for(const RadialTangent& m, int degrees) {
    return levels_of(channels_of(m), m.laws, degrees, points_for(m.dimension, degrees));
}
RadialLevels levels_for(const RadialKernel& m, int degrees) {
    if (const auto* dot = std::get_if<DotProduct>(&m.kernel))
        return levels_of(*dot, m.laws, degrees, points_for(m.dimension, degrees));
    return levels_for(RadialFeatures{m.laws, std::get<Activation>(m.kernel), m.dimension}, degrees);
}

}  // namespace

RadialModes::RadialModes(const RadialFeatures& m, int degrees) : RadialModes(m.dimension, m.laws.inputs, {}, {}) {
    RadialLevels levels = levels_for(m, degrees);
    rule_ = std::move(levels.rule), axes_ = std::move(levels.axes);
}
RadialModes::RadialModes(const RadialKernel& m, int degrees) : RadialModes(m.dimension, m.laws.inputs, {}, {}) {
    RadialLevels levels = levels_for(m, degrees);
    rule_ = std::move(levels.rule), axes_ = std::move(levels.axes);
}
RadialModes::RadialModes(const RadialTangent& m, int degrees) : RadialModes(m.dimension, m.laws.inputs, {}, {}) {
    RadialLevels levels = levels_for(m, degrees);
    rule_ = std::move(levels.rule), axes_ = std::move(levels.axes);
}

void RadialModes::project(const RadialTarget::Part& part, std::map<Mode, Wide>& energies, Wide& rest) const {
    constexpr Wide negligible = 1e-22L;
    const RadialAxes& axes = axes_[std::size_t(part.degree)];
    Wide left = 0;
    std::vector<Wide> residual(part.value);
    for (std::size_t i = 0; i < residual.size(); ++i) residual[i] *= std::sqrt(rule_.weight[i]);
    for (std::size_t j = 0; j < axes.mass.size(); ++j) {
        if (!(axes.mass[j] > least_share * axes.mass[0]) || (axes.absolute && !(axes.mass[j] > axes.error))) break;
        Wide overlap = 0;  // with what is left: no cancellation in what nothing learns
        for (std::size_t i = 0; i < residual.size(); ++i) overlap += axes.axis[j][i] * residual[i];
        for (std::size_t i = 0; i < residual.size(); ++i) residual[i] -= overlap * axes.axis[j][i];
        if (overlap * overlap > negligible) energies[Mode(part.degree, int(j))] += part.energy * overlap * overlap;
    }
    for (const Wide x : residual) left += x * x;
    if (left > negligible) rest += part.energy * left;
}

RadialTarget RadialModes::functions(const Target<>& asked) const {
    RadialTarget target{{}, asked.rest};
    for (const auto& [mode, energy] : asked.energy) {
        if (!(energy >= 0) || std::isinf(energy))
            throw DomainError("energy." + to_text(mode), energy, "an energy is a finite number, at least 0");
        if (mode != Mode(mode.degree) || mode.degree < 0)
            throw DomainError("energy." + to_text(mode), energy,
                              "energies of Gaussian inputs are those of total degrees, as in 1=1,2=0.5");
        if (energy == 0) continue;
        if (std::size_t(mode.degree) >= axes_.size())
            throw DomainError(
                "energy." + to_text(mode), energy,
                "a degree above " + std::to_string(axes_.size() - 1) + ", the highest that was announced");
        if (!on_sphere_ && mode.degree > highest_total)
            throw DomainError(
                "energy." + to_text(mode), energy,
                "with Gaussian inputs energies are those of degrees up to " + std::to_string(highest_total));
        if (on_sphere_) {
            target.parts.push_back({mode.degree, energy, {1}});
            continue;
        }
        for (RadialPart& part : radial_parts(dimension_, mode.degree, rule_.node))
            target.parts.push_back({part.degree, energy * part.share, std::move(part.value)});
    }
    return target;
}

RadialTarget RadialModes::functions(const Activation& neuron) const {
    const std::string key = neuron.identity();
    const std::lock_guard lock(known_->mutex);
    if (const auto found = known_->targets.find(key); found != known_->targets.end()) return found->second;
    if (!on_sphere_) static_cast<void>(decompose(neuron, infinite<>, 0));  // has it a mean square?
    RadialTarget target;
    for (std::size_t k = 0; k < axes_.size(); ++k) target.parts.push_back({int(k), 1, std::vector<Wide>(rule_.size())});
    Wide rest = 0;
    for (std::size_t i = 0; i < rule_.size(); ++i) {
        const Amplitudes a = decompose_stretched(neuron, rule_.node[i], dimension_, int(axes_.size()) - 1);
        rest += rule_.weight[i] * a.tail;
        for (std::size_t k = 0; k < axes_.size(); ++k) target.parts[k].value[i] = a.value[k];
    }
    target.rest = double(rest);
    return known_->targets.emplace(key, std::move(target)).first->second;
}

Target<> RadialModes::of(const RadialTarget& functions) const {
    std::map<Mode, Wide> energies;
    Wide rest = functions.rest;
    for (const RadialTarget::Part& part : functions.parts) {
        if (on_sphere_)  // a degree without eigenvalue keeps its name
            energies[Mode(part.degree)] += part.energy * part.value[0] * part.value[0];
        else
            project(part, energies, rest);
    }
    Target<> target{{}, double(rest)};
    for (const auto& [mode, energy] : energies)
        if (energy > 0) target.energy.emplace_back(mode, double(energy));
    return target;
}

RadialFactors radial_factors(const RadialFeatures& m, int degrees, int highest) {
    require_moments(m.activation, m.laws);
    return factors_of(channels_of(m.activation, m.dimension), m.laws, degrees, points_for(m.dimension, highest));
}
RadialFactors radial_factors(const RadialTangent& m, int degrees, int highest) {
    return factors_of(channels_of(m), m.laws, degrees, points_for(m.dimension, highest));
}
RadialFactors radial_factors(const RadialKernel& m, int degrees, int highest) {
    const auto* dot = std::get_if<DotProduct>(&m.kernel);
    if (!dot)
        return radial_factors(RadialFeatures{m.laws, std::get<Activation>(m.kernel), m.dimension}, degrees, highest);
    const RadialLevels levels = levels_of(*dot, m.laws, degrees, points_for(m.dimension, highest));
    RadialFactors f{levels.rule, unit_radius()};
    const std::size_t rows = f.inputs.size();
    f.tail.assign(1, std::vector<Wide>(rows));
    for (std::size_t i = 0; i < rows; ++i) f.tail[0][i] = diagonal(*dot, f.inputs.node[i]);
    Wide multiplicity = 1;
    for (std::size_t k = 0; k < levels.axes.size(); ++k) {
        const RadialAxes& axes = levels.axes[k];
        RadialFactors::Degree g{multiplicity, {}, 0};
        for (std::size_t j = 0; j < axes.mass.size() && axes.mass[j] > axes.error; ++j) {
            g.column.emplace_back(rows);
            for (std::size_t i = 0; i < rows; ++i) {
                const Wide value = std::sqrt(axes.mass[j] / f.inputs.weight[i]) * axes.axis[j][i];
                f.tail[0][i] -= value * value;
                g.column.back()[i] = value / std::sqrt(multiplicity);
            }
        }
        multiplicity = next_multiplicity(multiplicity, m.dimension, int(k));
        f.channels = 0;  // as many as a degree has, all of one weight
        f.degrees.push_back(std::move(g));
    }
    for (Wide& x : f.tail[0]) x = std::max(x, 0.0L);
    f.finite_rank = levels.finite_rank;
    return f;
}

namespace {

template <class Model>
Target<> read_in_modes(const Model& m, const Target<>& asked) {
    if (is_infinite(double(m.dimension))) return asked;
    return RadialModes(m, asked.highest_degree()).of(asked);
}

}  // namespace

Target<> in_modes(const RadialFeatures& m, const Target<>& asked) { return read_in_modes(m, asked); }
Target<> in_modes(const RadialKernel& m, const Target<>& asked) { return read_in_modes(m, asked); }
Target<> in_modes(const RadialTangent& m, const Target<>& asked) { return read_in_modes(m, asked); }

}  // namespace lazyrisk
