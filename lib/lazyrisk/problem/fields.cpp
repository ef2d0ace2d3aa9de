// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/fields.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/numerics/require.hpp"
#include "lazyrisk/problem/accepted.hpp"
#include "lazyrisk/problem/kernel_words.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/problem/synonyms.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/trimmed.hpp"

namespace lazyrisk {
namespace {

constexpr const char* models = "random-features|kernel|neural-tangent|linear";
constexpr int most_degrees_kept = 2000;  // as many as `spectrum` lists
constexpr const char* conventions = "total|mean|mei-montanari|trace";

/// One of a few words between |, or an error that offers the nearest.
void choose(const char* field, std::string_view text, std::string_view list) {
    std::vector<std::string> words;
    for (std::size_t bar; !list.empty(); list.remove_prefix(std::min(list.size(), bar + 1))) {
        bar = std::min(list.find('|'), list.size());
        words.emplace_back(list.substr(0, bar));
    }
    if (std::find(words.begin(), words.end(), text) != words.end()) return;
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
    throw DomainError(field, std::string(text), "expected one of " + all + did_you_mean(text, words));
}

/// The model that is meant by the short names of papers and other programs.
std::string_view model_called(std::string_view word) {
    using Pair = std::pair<std::string_view, std::string_view>;
    for (const auto& [other, model] : {Pair{"rf", "random-features"},
                                       {"features", "random-features"},
                                       {"random-feature", "random-features"},
                                       {"nt", "neural-tangent"},
                                       {"tangent", "neural-tangent"},
                                       {"krr", "kernel"}})
        if (word == other) return model;
    return word;
}

int whole(const char* field, double value, int least, int most) {
    if (!(value >= least && value <= most && value == std::floor(value)))
        throw DomainError(field, value,
                          "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return int(value);
}

void set_dim(Question& q, double d) {
    require_dimension(d);
    q.dim = d;
}
// A size, its ratio to a power of d and its exponent are one field: the later one counts.
void set_samples(Question& q, double v) { q.samples = v, q.psi2.reset(), q.alpha.reset(); }
void set_width(Question& q, double v) { q.width = v, q.psi1.reset(), q.beta.reset(); }
void set_psi1(Question& q, double v) { q.psi1 = v, q.width.reset(), q.beta.reset(); }
void set_psi2(Question& q, double v) { q.psi2 = v, q.samples.reset(), q.alpha.reset(); }
/// A power of d; degrees beyond are not resolved in the limit.
double exponent(const char* field, double v) {
    constexpr double most = 30;
    if (!(v >= 0 && v <= most)) throw DomainError(field, v, "an exponent of d is a number from 0 to 30");
    return v;
}
void set_alpha(Question& q, double v) { q.alpha = exponent("alpha", v), q.samples.reset(), q.psi2.reset(); }
void set_beta(Question& q, double v) { q.beta = exponent("beta", v), q.width.reset(), q.psi1.reset(); }
void set_scale(Question& q, double v) { q.scale = exponent("scale", v); }
void set_scale_width(Question& q, double v) { q.scale_width = exponent("scale-width", v); }
void set_ridge(Question& q, double v) {
    if (!(v > -infinite<>))
        throw DomainError("ridge", v,
                          "a ridge is a number (0 is the ridgeless limit, some below it have a fit), inf, or opt");
    if (v != 0 && std::abs(v) < smallest_ridge)
        throw DomainError("ridge", v,
                          "too small to be told from 0 in double precision; use 0, the ridgeless limit, or at least " +
                              to_text(smallest_ridge));
    if (!std::isinf(v)) require_moderate("ridge", std::abs(v));
    q.ridge = v, q.optimal_ridge = false;
}
void set_noise(Question& q, double v) {
    if (!(v >= 0) || std::isinf(v)) throw DomainError("noise", v, "the noise variance is a finite number, at least 0");
    require_moderate("noise", v);
    q.noise = v;
}
void set_time(Question& q, double v) {
    require_training({v, 0});
    q.time = v, q.optimal_time = false;
}
void set_step_size(Question& q, double v) {
    if (!(v > 0)) throw DomainError("step-size", v, "a step size is a finite number above 0");
    require_training({0, v});
    q.step_size = v;
}
void set_steps(Question& q, double v) {
    if (!(v >= 0) || (!std::isinf(v) && (v > 1e15 || v != std::floor(v))))
        throw DomainError("steps", v, "the number of gradient steps is a whole number from 0 to 1e15, or inf");
    q.steps = v;
}
void set_flip(Question& q, double v) {
    if (!(v >= 0 && v <= 0.5))
        throw DomainError("flip", v,
                          "the share of turned labels is a number from 0 to 0.5 (0.5: labels of pure chance)");
    q.labels.flip = v;
}
void set_ensemble(Question& q, double v) {
    if (!std::isinf(v) && !(v >= 1 && v <= 1e6 && v == std::floor(v)))
        throw DomainError("ensemble", v, "expected a whole number from 1 to 1000000, or inf");
    q.ensemble = v;
}

/// gp(KERNEL), gp(KERNEL)*c.
void set_process(Question& q, std::string_view text) {
    const std::size_t close = text.rfind(')'), star = text.find('*', close);
    const std::string inside(text.substr(3, close - 3));
    double energy = 1;
    if (star != std::string_view::npos) energy = parse_number("target", text.substr(star + 1));
    const bool ends = star == std::string_view::npos ? close + 1 == text.size() : close + 1 == star;
    if (inside.empty() || !ends || !(energy > 0) || std::isinf(energy))
        throw DomainError("target", std::string(text),
                          "expected gp(KERNEL) or gp(KERNEL)*ENERGY, as in gp(relu), gp(ntk), gp(exp(t-1))*2");
    q.process = kernel_called(inside), q.process_energy = energy, q.neuron.clear(), q.own_neuron.reset();
    q.process_is_activation = !means_kernel(inside);
    if (q.process_is_activation) {
        q.process = inside;
        static_cast<void>(activation_named(inside));
    }
}

void set_target(Question& q, std::string_view t) {
    if (t.starts_with("gp(") && t.find(')') != std::string_view::npos) return set_process(q, t);
    constexpr std::string_view stem = "neuron(";
    if (!t.starts_with(stem) || !t.ends_with(')'))
        throw DomainError("target", std::string(t),
                          "expected neuron(EXPR), as in neuron(relu) or neuron(max(x,0)^2), or gp(KERNEL), as in "
                          "gp(relu) or gp(ntk)");
    const std::string inside(t.substr(stem.size(), t.size() - stem.size() - 1));
    static_cast<void>(activation_named(inside));
    q.neuron = inside, q.own_neuron.reset(), q.process.clear();
}

/// A number, or the word opt. What opt would do is said where neither is given.
double number_or_opt(const char* field, std::string_view text, const char* opt) {
    try {
        return parse_number(field, text);
    } catch (const DomainError&) {
        throw DomainError(
            field, "\"" + std::string(text) + "\"",
            (text.find(',') == std::string_view::npos ? "expected a number, inf, or opt ("
                                                      : "expected one number with a decimal point, inf, or opt (") +
                std::string(opt) + ")");
    }
}

ProblemField number(const char* name, const char* help, void (*set)(Question&, double)) {
    return {name, help, true, nullptr, set};
}

ProblemField typed(const char* value, ProblemField field) {
    field.value = value;
    return field;
}

/// What an option of a model takes.
std::string value_of(const ModelOption& option) {
    if (option.name == "kernel") return listed_kernels("|") + "|EXPR";
    if (option.name == "layers") return "first|both";
    if (option.name == "covariance") return "LAW|FILE";
    if (option.name == "test-covariance") return "LAW|FILE";
    if (option.name == "finite-size") return "yes|no";
    if (option.name == "layer") return "ACT:width=N[+...]";
    if (option.name == "alignment") return "isotropic|source(R)|power(B)|FILE";
    if (option.name == "invariance") return "cyclic";
    if (option.name == "inputs" || option.name == "weights") return "sphere|gaussian";
    return "X";
}

std::vector<ProblemField> common_fields() {
    std::vector<ProblemField> all;
    const auto section = [&](const char* group, std::vector<ProblemField> some) {
        for (ProblemField& field : some) {
            field.group = group;
            all.push_back(std::move(field));
        }
    };
    section(
        "Model",
        {
            typed(
                models,
                {"model",
                 "the kernel has infinite width, of neural tangents the width counts neurons (default random-features)",
                 false,
                 [](Question& q, std::string_view t) {
                     const std::string_view model = model_called(t);
                     if (model == "ntk" || model == "nngp") {  // kernels by their names
                         q.model = "kernel";
                         q.parameters["kernel"] = std::string(model);
                     } else {
                         choose("model", model, models);
                         q.model = model;
                     }
                     q.has_model = true;
                 }}),
            typed("ACTIVATION", {"activation",
                                 "a name (`lazyrisk activations` lists them), or an expression in x: \"max(x,0) - "
                                 "0.1*tanh(x)^2\" (default relu)",
                                 false,
                                 [](Question& q, std::string_view t) {
                                     static_cast<void>(activation_named(t));
                                     q.activation = t, q.own_activation.reset();
                                     q.has_activation = true;
                                 }}),
            typed("LIST",
                  {"mass", "the kernel's mass by degree instead of an activation: 1=0.25,rest=0.0908", false,
                   [](Question& q, std::string_view t) { q.mass = parse_by_mode("mass", t), q.has_mass = true; }}),
            typed("FILE", {"spectrum", "csv file with eigenvalue,multiplicity,energy instead of a model", false,
                           [](Question& q, std::string_view t) { q.spectrum = t, q.own_spectrum.reset(); }}),
            typed("K", number("ensemble",
                              "predictors averaged, fresh features each, on the same data; inf is allowed (default 1)",
                              set_ensemble)),
            typed("K", {"degrees", "highest degree kept apart from the tail (default: as many as it takes)", false,
                        [](Question& q, std::string_view t) {
                            q.degrees = whole("degrees", parse_number("degrees", t), 0, most_degrees_kept);
                        }}),
        });
    section("Sizes",
            {
                number("dim", "input dimension d >= 2; left out: the limit d -> infinity", set_dim),
                number("samples", "number of samples n, or inf (with `dim`)", set_samples),
                number("width", "number of neurons p, or inf (with `dim`)", set_width),
                number("psi1", "p/d (p/d^k with `scale = k`), or inf", set_psi1),
                number("psi2", "n/d (n/d^k with `scale = k`), or inf", set_psi2),
                number("alpha", "instead of `samples`: n = d^alpha", set_alpha),
                number("beta", "instead of `width`: p = d^beta", set_beta),
                number("scale", "exponent k of the ratios psi1 = p/d^k, psi2 = n/d^k (default 1)", set_scale),
                number("scale-width", "another exponent for psi1 alone (default: that of `scale`)", set_scale_width),
            });
    section(
        "Ridge",
        {
            typed("X|opt",
                  {"ridge",
                   "0: the ridgeless limit; negative down to ridge_min; opt: minimises the test error (default 1e-3)",
                   true,
                   [](Question& q, std::string_view t) {
                       if (t == "opt")
                           q.optimal_ridge = true;
                       else
                           set_ridge(q, number_or_opt("ridge", t, "the ridge that minimises the test error"));
                   },
                   set_ridge}),
            typed(conventions,
                  {"ridge-convention",
                   "total (default): added to K; mean: total = n ridge; mei-montanari: total = (n/d) ridge; trace: "
                   "total = h(1) ridge, h(1) the mean diagonal of K",
                   false,
                   [](Question& q, std::string_view t) {
                       choose("ridge-convention", t, conventions);
                       q.ridge_convention = t == "total"   ? RidgeConvention::total
                                            : t == "mean"  ? RidgeConvention::mean
                                            : t == "trace" ? RidgeConvention::trace
                                                           : RidgeConvention::mei_montanari;
                   }}),
        });
    section(
        "Target",
        {
            typed("LIST", {"energy", "the target's energy by degree: 1=1,2=0.5,rest=0.1 (default 1=1)", false,
                           [](Question& q, std::string_view t) {
                               q.energy = parse_by_mode("energy", t);
                               q.neuron.clear(), q.own_neuron.reset(), q.process.clear();
                           }}),
            typed(
                "neuron(ACTIVATION)|gp(KERNEL)",
                {"target",
                 "a function instead: neuron(EXPR), an activation of <b,x> with |b| = 1, or gp(KERNEL), a Gaussian "
                 "process of energy 1 (gp(KERNEL)*c: c) with the kernel of a name, an activation or an expression in t",
                 false, set_target}),
            number("noise", "variance of the label noise (default 0)", set_noise),
        });
    section(
        "Labels and loss",
        {
            typed(
                "regression|sign|probit(D)|logistic(G)|mixture(S)",
                {"labels",
                 "numbers (default), or signs: sign of the target s in unit variance, probit(D): sign(s + sqrt(D) z), "
                 "logistic(G): P(y = 1) = 1/(1 + e^{-G s}); or the classes of a Gaussian mixture whose means are "
                 "+-sqrt(S) along s, data = mixture(S) for short",
                 false,
                 [](Question& q, std::string_view t) {
                     const double flip = q.labels.flip;
                     q.labels = read_labels("labels", t);
                     q.labels.flip = flip;
                 }}),
            number("flip", "each sign is turned with this probability, 0 to 0.5 (default 0)", set_flip),
            typed("square|logistic|hinge|squared-hinge|exponential|margin|huber(D|opt)|absolute",
                  {"loss",
                   "what is summed over the samples, beside ridge/2 |a|^2 (default square: (y-f)^2/2); margin is the "
                   "hard margin, huber(D) has the threshold D, huber(opt) the one of the least excess risk",
                   false, [](Question& q, std::string_view t) { q.loss = read_loss("loss", t); }}),
            typed("mixture(W:V,...)|student(NU)",
                  {"noise-law",
                   "label noise of another law than the normal: mixture(0.9:0.1,0.1:10) of normals, or student(3) of "
                   "that many degrees of freedom",
                   false, [](Question& q, std::string_view t) { q.noise_law = read_noise_law("noise-law", t); }}),
            typed("test_error|error_rate|test_loss|calibration",
                  {"of", "what `ridge = opt` minimises (default test_error, with signs as labels error_rate)", false,
                   [](Question& q, std::string_view t) {
                       std::string word(t);
                       std::replace(word.begin(), word.end(), '-', '_');
                       q.objective = from_word<Objective>("of", word);
                   }}),
        });
    section("Training",
            {
                typed("X|opt", {"time",
                                "training stops at this time of the gradient flow of (1/2n)|y - f|^2; inf (default): "
                                "the end; opt: minimises the test error",
                                true,
                                [](Question& q, std::string_view t) {
                                    if (t == "opt")
                                        q.optimal_time = true, q.time.reset();
                                    else
                                        set_time(q, number_or_opt("time", t, "the time that minimises the test error"));
                                },
                                set_time}),
                number("step-size", "gradient descent instead of the flow: its step size, with `steps`", set_step_size),
                number("steps", "number of gradient steps, or inf", set_steps),
            });
    return all;
}

}  // namespace

const std::vector<ProblemField>& fields() {
    static const std::vector<ProblemField> list = [] {
        std::vector<ProblemField> all = common_fields();
        for (const ModelOption& option : model_options())
            all.push_back({option.name, option.help, option.numeric, nullptr, nullptr, true,
                           "Kernels, covariates and structured data", value_of(option),
                           option.alone ? option.alone : "", option.again});
        return all;
    }();
    return list;
}

std::string field_name(std::string_view word) {
    const std::string_view meant = field_called(word);
    std::string name(meant.empty() ? word : meant);
    std::replace(name.begin(), name.end(), '_', '-');  // csv and TOML may write ridge_convention
    return name;
}

namespace {

const ProblemField* find_field(std::string_view name) {
    const std::string canonical = field_name(name);
    for (const ProblemField& f : fields())
        if (f.name == canonical) return &f;
    return nullptr;
}

/// "energy.2" and its like: the part it names, or nothing.
double* part_of(Question& q, std::string_view name) {
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) return nullptr;
    const std::string_view group = name.substr(0, dot), key = name.substr(dot + 1);
    ByMode* parts = group == "energy" ? &q.energy : group == "mass" ? &q.mass : nullptr;
    if (!parts) return nullptr;
    q.has_mass |= group == "mass";
    if (key == "rest") return &parts->rest;
    const ByMode one = parse_by_mode(group, std::string(key) + "=0");
    return &parts->at[one.at.begin()->first];
}

[[noreturn]] void unknown(std::string_view name) {
    std::vector<std::string> known;
    for (const ProblemField& f : fields()) known.push_back(f.name);
    const std::string_view meant = field_of_symbol(name), advice = advice_for(name);
    const std::string hint = !advice.empty() ? "; " + std::string(advice)
                             : meant.empty() ? did_you_mean(name, known)
                                             : "; did you mean " + std::string(meant) + "?";
    throw DomainError("no field is called " + std::string(name) + hint + " (`lazyrisk risk --help` lists them)");
}

}  // namespace

void set_field(Question& question, std::string_view name, std::string_view text) {
    if (const ProblemField* f = find_field(name)) {
        if (!f->of_model) return f->set ? f->set(question, text) : f->set_number(question, parse_number(name, text));
        if (f->name == "kernel") {
            question.parameters[f->name] = kernel_called(text);
            if (!question.has_model) question.model = "kernel";
        } else {
            question.parameters[f->name] = f->numeric ? to_text(parse_number(name, text)) : std::string(trimmed(text));
            if (f->name == "covariance" && !question.has_model && !question.has("layer")) question.model = "linear";
            if (f->name == "layer" && !question.has_model) question.model = "random-features";
        }
        return;
    }
    if (part_of(question, name)) return set_field(question, name, parse_number(name, text));
    unknown(name);
}

void set_field(Question& question, std::string_view name, double value) {
    if (const ProblemField* f = find_field(name)) {
        if (f->of_model && f->numeric) {
            question.parameters[f->name] = to_text(value);
            return;
        }
        if (!f->set_number) throw DomainError(std::string(name), to_text(value), "this field is not a number");
        return f->set_number(question, value);
    }
    double* part = part_of(question, name);
    if (!part) unknown(name);
    if (!(value >= 0) || std::isinf(value))
        throw DomainError(std::string(name), to_text(value), "expected a finite number, at least 0");
    require_moderate(std::string(name), value);
    *part = value;
}

bool is_numeric_field(std::string_view name) {
    if (const ProblemField* f = find_field(name)) return f->numeric;
    Question scratch;
    if (!part_of(scratch, name)) unknown(name);
    return true;
}

std::string_view to_text(RidgeConvention convention) {
    switch (convention) {
        case RidgeConvention::total:
            return "total";
        case RidgeConvention::mean:
            return "mean";
        case RidgeConvention::trace:
            return "trace";
        case RidgeConvention::mei_montanari:
            break;
    }
    return "mei-montanari";
}

}  // namespace lazyrisk
