// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/question.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <tuple>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/problem/accepted.hpp"
#include "lazyrisk/problem/deep_features.hpp"
#include "lazyrisk/problem/linear.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/trimmed.hpp"

namespace lazyrisk {

ByMode parse_by_mode(std::string_view field, std::string_view text) {
    const std::string name(field);
    const auto wrong = [&](std::string_view piece) {
        return DomainError(name, "\"" + std::string(piece) + "\"",
                           "expected degree=value pairs, as in 1=1,2=0.5,rest=0.1");
    };
    ByMode parts;
    std::string_view left = text;
    while (true) {
        const std::size_t comma = left.find(',');
        const std::string_view piece = trimmed(left.substr(0, comma));
        const std::size_t equals = piece.find('=');
        if (equals == std::string_view::npos && piece.size() < text.size())
            throw DomainError(name, "\"" + std::string(text) + "\"",
                              "expected degree=value pairs, numbers with a decimal point, as in 1=1,2=0.5,rest=0.1");
        if (equals == std::string_view::npos) throw wrong(piece);
        const std::string_view key = trimmed(piece.substr(0, equals));
        const double value = parse_number(name + "." + std::string(key), piece.substr(equals + 1));
        if (!(value >= 0) || std::isinf(value))
            throw DomainError(name + "." + std::string(key), to_text(value), "expected a finite number, at least 0");
        require_moderate(name + "." + std::string(key), value);
        if (key == "rest") {
            parts.rest = value;
        } else {
            const std::optional<Mode> mode = parse_mode(key);
            if (!mode || mode->degree > 2000) throw wrong(piece);
            if (!parts.at.emplace(*mode, value).second)
                throw DomainError(name, "\"" + std::string(text) + "\"",
                                  "degree " + std::string(key) + " is given twice");
        }
        if (comma == std::string_view::npos) return parts;
        left.remove_prefix(comma + 1);
    }
}

std::string to_text(const ByMode& parts) {
    std::string text;
    for (const auto& [mode, value] : parts.at) text += (text.empty() ? "" : ",") + to_text(mode) + "=" + to_text(value);
    if (parts.rest != 0) text += (text.empty() ? "rest=" : ",rest=") + to_text(parts.rest);
    return text;
}

Activation activation_of(const Question& question) {
    return question.own_activation ? *question.own_activation : activation_named(question.activation);
}

Activation neuron_of(const Question& question) {
    return question.own_neuron ? *question.own_neuron : activation_named(question.neuron);
}

Target<> target_of(const Question& question) {
    return {{question.energy.at.begin(), question.energy.at.end()}, question.energy.rest};
}

Training training_of(const Question& q) {
    if (q.step_size && (q.time || q.optimal_time))
        throw DomainError("`time` and `step_size` are given both; gradient descent is stopped by `steps`");
    if (q.step_size && !q.steps)
        throw DomainError("`steps` is missing: with `step_size` give the number of gradient steps (inf is allowed)");
    if (q.steps && !q.step_size)
        throw DomainError(
            "`step_size` is missing: `steps` counts steps of gradient descent of that size; "
            "the gradient flow is stopped by `time`");
    const Training training =
        q.step_size ? Training::descent(*q.step_size, *q.steps) : Training{q.time.value_or(infinite<>), 0};
    require_training(training);
    return training;
}

std::string Question::target_text() const {
    if (!neuron.empty()) return "neuron(" + neuron + ")";
    if (process.empty()) return "";
    return "gp(" + process + ")" + (process_energy == 1 ? "" : "*" + to_text(process_energy));
}

double Question::number(const std::string& name, double otherwise) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? otherwise : parse_number(name, found->second);
}

namespace {

bool has_width(const Question& q) { return q.model != "kernel" && !Linear::describes(q); }

/// n ~ d^samples, p ~ d^width: how the sizes grow in the limit d -> infinity; infinite sizes grow infinitely fast.
struct Growth {
    double samples, width;

    explicit Growth(const Question& q)
        : samples(q.alpha.value_or(q.scale)), width(q.beta.value_or(q.scale_width.value_or(q.scale))) {
        // a neuron of a neural tangent has d features
        if (q.model == "neural-tangent") width += 1;
        const auto infinite_size = [](const std::optional<double>& size) { return size && is_infinite(*size); };
        if (infinite_size(q.samples) || infinite_size(q.psi2)) samples = infinite<>;
        if (!has_width(q) || infinite_size(q.width) || infinite_size(q.psi1)) width = infinite<>;
    }
    /// The exponent of the unit in which the solver counts.
    [[nodiscard]] double unit(const Question& q) const {
        const double smaller = std::min(samples, width);
        return is_infinite(smaller) ? q.scale : smaller;
    }
};

double positive(const char* name, double value) {
    if (!(value > 0)) throw DomainError(name, value, "a size is a number above 0, or inf");
    return value;
}

/// The names of one size, for reading it and for complaining about it.
struct SizeNames {
    const char *count, *ratio, *exponent;
};

[[noreturn]] void missing(const Question& q, const SizeNames& name) {
    if (q.dim == infinite<>)
        throw DomainError("`" + std::string(name.ratio) +
                          "` is missing: the limit d -> infinity needs `psi1` = p/d and `psi2` = n/d "
                          "(inf is allowed; other powers of d by `scale`, or `alpha` and `beta`), or give `dim` with "
                          "`samples` and `width`");
    throw DomainError("`" + std::string(name.count) + "` is missing: with `dim` give `" + name.count + "`, `" +
                      name.ratio + "` or `" + name.exponent + "` (inf is allowed)");
}

/// Throws DomainError for a covariance that is none: what is wrong with sizes follows from it.
void require_covariance(const Question& q) {
    if (!q.spectrum.empty()) return;
    if (Linear::describes(q)) static_cast<void>(Linear::of(q));
    if (DeepFeatures::describes(q))
        static_cast<void>(read_covariance("covariance", q.parameter("covariance", "identity")));
}

/// A size in the model's units. `growth` is its exponent, `unit` that of the solver.
double size_of(const Question& q, const SizeNames& name, const std::optional<double>& count,
               const std::optional<double>& ratio, const std::optional<double>& exponent, double scale, double growth,
               double unit) {
    if (has_plain_sizes(q)) {
        if (ratio || exponent || !count) require_covariance(q);
        const std::string given =
            q.spectrum.empty() ? "`covariance = " + q.parameter("covariance") + "`" : "`spectrum`";
        if (ratio || exponent)
            throw DomainError(ratio ? name.ratio : name.exponent, to_text(ratio ? *ratio : *exponent),
                              (q.spectrum.empty() ? "counted eigenvalues, as of " + given + ", have no dimension"
                                                  : "a given spectrum has no dimension") +
                                  "; use `" + name.count + "`");
        if (!count)
            throw DomainError("`" + std::string(name.count) + "` is missing: with " + given + " give `" + name.count +
                              "` (inf is allowed)");
        return positive(name.count, *count);
    }
    if (q.dim == infinite<>) {
        if (!count && !ratio && !exponent) missing(q, name);
        if (ratio) positive(name.ratio, *ratio);
        if (growth > unit) return infinite<>;  // a larger power of d
        return ratio ? *ratio : exponent ? 1.0 : infinite<>;
    }
    if (count) return positive(name.count, *count);
    if (!ratio && !exponent) missing(q, name);
    if (ratio) positive(name.ratio, *ratio);
    const double size = exponent ? std::pow(q.dim, *exponent) : *ratio * std::pow(q.dim, scale);
    return is_infinite(size) ? size : std::max(1.0, std::round(size));
}

/// Counts have a meaning at a dimension alone, whatever else is missing.
void require_dimension_of_counts(const Question& q) {
    if (q.dim != infinite<> || has_plain_sizes(q)) return;
    for (const auto& [name, count, ratio] :
         {std::tuple("width", &q.width, "psi1"), std::tuple("samples", &q.samples, "psi2")})
        if (*count && **count != infinite<>) {
            require_covariance(q);
            throw DomainError(name, to_text(**count),
                              "needs `dim`; without it the limit d -> infinity is meant, with `" + std::string(ratio) +
                                  "` for the size over d");
        }
}

/// The width of a model whose layers say it. Throws DomainError where it is given twice, and for sizes of another order
/// than d.
std::optional<double> own_width_of(const Question& q) {
    if (!q.spectrum.empty() || !DeepFeatures::describes(q)) return {};
    const std::optional<double> own = DeepFeatures::own_width(q);
    for (const auto& [name, given] : {std::pair("width", q.width), {"psi1", q.psi1}, {"beta", q.beta}})
        if (given && own)
            throw DomainError(name, *given, "every activation of `layer` has its own; leave it out there, or here");
    for (const auto& [name, exponent] : {std::pair("alpha", q.alpha), {"beta", q.beta}})
        if (exponent && q.dim == infinite<>)
            throw DomainError(name, *exponent, "a power of d needs `dim` with `layer`; give `psi2` = n/d");
    if (q.scale != 1 || q.scale_width)
        throw DomainError("scale", q.scale, "with `layer` sizes are of the order of d: `scale` 1");
    return own;
}

}  // namespace

bool has_covariates(const Question& q) {
    return !q.spectrum.empty() || Linear::describes(q) || DeepFeatures::describes(q);
}

bool has_plain_sizes(const Question& q) { return !q.spectrum.empty() || Linear::has_plain_sizes(q); }

Dimension dimension_of(const Question& q) {
    if (q.dim != infinite<>) return q.dim;
    return Dimension::limit(Growth(q).unit(q));
}

Setting setting(const Question& q) {
    if (!has_width(q) && ((q.width && *q.width != infinite<>) || (q.psi1 && *q.psi1 != infinite<>) || q.beta))
        throw DomainError(q.width  ? "width"
                          : q.psi1 ? "psi1"
                                   : "beta",
                          to_text(q.width  ? *q.width
                                  : q.psi1 ? *q.psi1
                                           : *q.beta),
                          (Linear::describes(q) ? "linear regression has no width" : "a kernel has infinite width") +
                              std::string("; use `model = random-features`, or leave it out"));
    const std::optional<double> own_width = own_width_of(q);
    require_dimension_of_counts(q);
    const Growth growth(q);
    const double unit = growth.unit(q), scale_width = q.scale_width.value_or(q.scale);
    Setting s{};
    s.samples = size_of(q, {"samples", "psi2", "alpha"}, q.samples, q.psi2, q.alpha, q.scale, growth.samples, unit);
    s.width = !has_width(q) ? infinite<>
              : own_width
                  ? *own_width
                  : size_of(q, {"width", "psi1", "beta"}, q.width, q.psi1, q.beta, scale_width, growth.width, unit);
    if (has_plain_sizes(q)) return s;
    const auto ratio = [&](double size, const std::optional<double>& asked, double scale) {
        if (q.dim != infinite<>) return scale == 0 ? size : size / std::pow(q.dim, scale);
        return asked ? *asked : size;
    };
    s.psi1 = ratio(s.width, q.psi1, scale_width);
    s.psi2 = ratio(s.samples, q.psi2, q.scale);
    return s;
}

}  // namespace lazyrisk
