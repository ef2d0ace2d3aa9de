// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/linear.hpp"

#include <cmath>
#include <stdexcept>

#include "lazyrisk/problem/accepted.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/problem/require_energies.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/pieces.hpp"
#include "lazyrisk/words/sha1.hpp"

namespace lazyrisk {
namespace {

Covariance covariance_of(const Question& q) {
    return read_covariance("covariance", q.parameter("covariance", "identity"));
}

void require_linear_target(const Question& q) {
    require_energies(q, "linear regression");
    for (const auto& [mode, energy] : q.energy.at)
        if (mode != Mode(1) && energy != 0)
            throw DomainError(
                "energy." + to_text(mode), energy,
                "a linear model has degree 1 alone: give 1 for the target's linear part, and rest for what "
                "no linear function has");
}

/// Throws DomainError for a matrix of another size than the inputs have.
void require_size(const Linear& model) {
    const auto* matrix = model.test_covariance ? std::get_if<MatrixCovariance>(&*model.test_covariance) : nullptr;
    if (!matrix || model.covariates() == matrix->matrix->size) return;
    throw DomainError("test-covariance", to_text(*model.test_covariance),
                      is_infinite(model.covariates())
                          ? "a matrix needs `dim`, its number of rows, or a `covariance` of that size"
                          : "it has " + std::to_string(matrix->matrix->size) + " rows for " +
                                to_text(model.covariates()) + " inputs");
}

/// Throws DomainError for two that no formula has together.
void require_together(const Linear& model) {
    const auto refuse = [](const char* field, const std::string& value, const char* why) {
        throw DomainError(field, value, why);
    };
    if (model.input_noise > 0) {
        const std::string noise = to_text(model.input_noise);
        if (model.test_covariance || !model.populations.empty())
            refuse("input-noise", noise,
                   "with another law of the inputs in training or at test it is not covered; leave one out");
        if (model.kurtosis != 0)
            refuse("input-noise", noise, "its sum with inputs that are not normal has no one kurtosis; leave one out");
        if (model.sample_weights && std::holds_alternative<StudentRows>(*model.sample_weights))
            refuse("input-noise", noise, "on rows of Student's t it is not covered; leave one out");
    }
    if (model.sample_weights && !model.populations.empty())
        refuse("sample-weights", to_text(*model.sample_weights),
               "with `population` the weights stand there, as identity:share=0.5:weight=2");
    if (model.has_kinds_of_samples() && model.finite_size)
        refuse("finite-size", "yes", "the correction is known for samples that are all alike");
}

bool finite_size_of(const Question& q) {
    const std::string text = q.parameter("finite-size", "no");
    if (text != "yes" && text != "no") throw DomainError("finite-size", text, "expected yes or no");
    return text == "yes";
}

}  // namespace

bool Linear::has_counts() const { return !is_infinite(dimension.value) || !is_per_dimension(covariance); }

double Linear::covariates() const { return is_infinite(dimension.value) ? count_of(covariance) : double(dimension); }

std::vector<ModelOption> Linear::options() {
    return {
        {"covariance",
         "of the inputs of linear regression, by its eigenvalues: " + std::string(covariance_forms) +
             " (default identity)",
         false},
        {"alignment",
         "how a linear target lies among these eigenvalues s: isotropic (energy as s, default), source(R) (as "
         "s^(1+2R)), "
         "power(B) (k^-B at the k-th), or a csv file with a column energy, or coefficient",
         false},
        {"test-covariance",
         "of the inputs at test: identity, or eigenvalues that belong to the same places, as levels for levels, or any "
         "matrix (default: the training's)",
         false},
        {"kurtosis",
         "fourth cumulant of the inputs along these axes, for the correction in 1/n and for what is drawn: 0 normal "
         "(default), -2 signs, above 0 Student's t"},
        {"penalty",
         "W of a penalty ridge * b^T W b with the same axes: " + std::string(penalty_forms) +
             "; covariance is W = Sigma (default: all alike, |b|^2)",
         false},
        {"input-noise", "variance of normal noise on every input, in training and at test (default 0)"},
        {"sample-weights",
         "of the squares in the fit, and the noise of these samples: " + std::string(sample_weight_forms), false},
        {"population",
         "training samples of another covariance with the same axes: COVARIANCE:share=S, with weight=W and noise=V; "
         "again for the next (in one text: ;); `covariance` is then the law at test",
         false, nullptr, ';'},
        {"finite-size", "the first correction in 1/n applied; without it its size is equivalent_error", false, "yes"}};
}

bool Linear::describes(const Question& q) { return q.model == "linear"; }

Linear Linear::of(const Question& q) {
    if (q.has_mass)
        throw DomainError("mass", to_text(q.mass), "linear regression has a covariance instead; leave it out");
    require_linear_target(q);
    Linear model{covariance_of(q), read_alignment("alignment", q.parameter("alignment", "isotropic")), q.dim};
    if (q.has("test-covariance"))
        model.test_covariance = read_covariance("test-covariance", q.parameter("test-covariance"));
    model.kurtosis = q.number("kurtosis", 0);
    if (!(model.kurtosis >= -2 && model.kurtosis <= 1e6))
        throw DomainError("kurtosis", model.kurtosis, "a fourth cumulant of unit variance is a number from -2 to 1e6");
    model.finite_size = finite_size_of(q);
    if (q.has("penalty")) model.penalty = read_penalty(q.parameter("penalty"));
    model.input_noise = q.number("input-noise", 0);
    if (!(model.input_noise >= 0 && model.input_noise <= largest_accepted))
        throw DomainError("input-noise", model.input_noise,
                          "a variance is a number from 0 to " + to_text(largest_accepted));
    if (q.has("sample-weights")) model.sample_weights = read_sample_weights(q.parameter("sample-weights"));
    if (q.has("population")) model.populations = read_populations(q.parameter("population"));
    require_together(model);
    if (model.finite_size && !model.has_counts())
        throw DomainError("finite-size", "yes",
                          "sizes per dimension are a limit, without a correction in 1/n; give `dim` and `samples`");
    if (!is_infinite(q.dim)) {
        if (q.dim != std::floor(q.dim)) throw DomainError("dim", q.dim, "linear regression needs a whole number");
        model.covariance = in_dimension(model.covariance, q.dim);
        require_size(model);
        return model;
    }
    require_size(model);
    for (const auto& [name, exponent] : {std::pair("alpha", q.alpha), {"beta", q.beta}})
        if (exponent)
            throw DomainError(name, *exponent, "a power of d needs `dim` with linear regression; give `psi2` = n/d");
    if (q.scale != 1 || q.scale_width)
        throw DomainError("scale", q.scale, "linear regression has d features: n is of their order, `scale` 1");
    return model;
}

std::map<std::string, std::string> Linear::defaults() {
    return {{"covariance", "identity"}, {"alignment", "isotropic"}};
}

std::string Linear::checksum(const Question& q) {
    std::string all;
    if (!q.spectrum.empty() || !has_covariates(q)) return all;
    std::vector<std::string> files;
    for (const char* name : {"covariance", "alignment", "test-covariance", "penalty", "sample-weights"})
        files.push_back(q.parameter(name));
    for (const std::string& population : pieces(q.parameter("population"), ';'))
        files.push_back(pieces(population, ':').front());
    for (const std::string& file : files)
        if (names_file(file)) try {
                all += hash_of_file(file);
            } catch (const std::runtime_error&) {  // who reads it says what is wrong with it
            }
    return all;
}

bool Linear::has_plain_sizes(const Question& q) {
    return has_covariates(q) && q.spectrum.empty() && is_infinite(q.dim) &&
           names_counted(q.parameter("covariance", "identity"));
}

}  // namespace lazyrisk
