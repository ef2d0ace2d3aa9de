// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/column.hpp"

#include <algorithm>
#include <set>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk {
namespace {

double part(const ByMode& parts, const Mode& mode) {
    const auto found = parts.at.find(mode);
    return found == parts.at.end() ? 0 : found->second;
}

/// A model's own option: a number where it is one.
Cell parameter(const std::map<std::string, std::string>& settings, const std::string& name) {
    const auto found = settings.find(name);
    if (found == settings.end()) return {};
    const auto& options = model_options();
    const auto option =
        std::find_if(options.begin(), options.end(), [&](const ModelOption& o) { return o.name == name; });
    return option != options.end() && option->numeric ? Cell(parse_number(name, found->second)) : Cell(found->second);
}

Cell given(const std::optional<double>& value) { return value ? Cell(*value) : Cell(); }

/// Of samples and width: as resolved; where that failed, as given. In the limit d -> infinity infinite.
Cell count(const Question& q, const Answer& a, const std::optional<double>& asked, double found) {
    const bool limit = is_infinite(q.dim) && !has_plain_sizes(q);
    if (a.setting.samples > 0) return limit ? infinite<> : found;
    return limit && !asked ? Cell(infinite<>) : given(asked);
}

/// Of their ratios; a given spectrum has none.
Cell ratio(const Question& q, const Answer& a, const std::optional<double>& asked, double found) {
    if (!(a.setting.samples > 0)) return given(asked);
    return has_plain_sizes(q) ? Cell() : Cell(found);
}

/// "0 1 2".
std::string list_of(const std::vector<int>& degrees) {
    std::string text;
    for (const int k : degrees) text += (text.empty() ? "" : " ") + std::to_string(k);
    return text;
}

/// What the sample questions have between them.
struct Content {
    std::set<Mode> energies, masses, shown;
    std::set<std::string> parameters;
    bool mass = false, spectrum = false, exponents = false, neuron = false, staircase = false, training = false,
         steps = false, labels = false, linear = false, files = false, flip = false, loss = false, noise_law = false,
         objective = false;

    explicit Content(const std::vector<Question>& samples) {
        for (const Question& q : samples) {
            neuron |= !q.has_energies();
            if (q.spectrum.empty() && q.has_energies())  // a given spectrum has its energies in its file
                for (const auto& [mode, value] : q.energy.at) energies.insert(mode);
            for (const auto& [mode, value] : q.mass.at) masses.insert(mode);
            for (const auto& [name, text] : settings_of(q)) parameters.insert(name);
            mass |= q.has_mass;
            spectrum |= !q.spectrum.empty();
            linear |= q.spectrum.empty() && Linear::describes(q);
            files |= !Linear::checksum(q).empty();
            for (const Mode& mode : Answers::shown_modes(q)) shown.insert(mode);
            staircase |= q.alpha || q.beta;
            labels |= q.labels.are_signs();
            flip |= q.labels.flip > 0;
            loss |= !is_square(q.loss);
            noise_law |= !q.noise_law.is_plain();
            objective |= q.objective.has_value();
            training |= q.has_training();
            steps |= q.step_size || q.steps;
            exponents |= q.scale != 1 || q.scale_width || q.alpha || q.beta;
        }
    }
};

using Asked = const Question&;
using Answered = const Answer&;

class Columns {
public:
    Columns(const Content& content, bool sources) {
        model(content);
        sizes(content);
        target(content);
        labels(content);
        training(content);
        answer(content, sources);
    }
    std::vector<Column> list;

private:
    using Role = Column::Role;

    template <class F>
    void add(Role role, std::string name, F cell) {
        list.push_back({std::move(name), role, [cell](const Recorded& r) { return Cell(cell(r.question, r.answer)); }});
    }
    /// A number of the answer: nothing where there is none.
    void number(const char* name, double (*value)(Answered)) {
        add(Role::answer, name, [value](Asked, Answered a) { return a.answered ? Cell(value(a)) : Cell(); });
    }

    void model(const Content& content) {
        add(Role::draws, "model", [](Asked q, Answered) { return Cell(q.model); });
        if (content.spectrum) add(Role::draws, "spectrum", [](Asked q, Answered) { return Cell(q.spectrum); });
        add(Role::draws, "activation",
            [](Asked q, Answered) { return Cell(q.spectrum.empty() && uses_activation(q) ? q.activation : ""); });
        if (content.mass) {
            for (const Mode& k : content.masses)
                add(Role::draws, "mass." + to_text(k), [k](Asked q, Answered) { return Cell(part(q.mass, k)); });
            add(Role::draws, "mass.rest", [](Asked q, Answered) { return Cell(q.mass.rest); });
        }
        for (const std::string& option : content.parameters) {
            std::string name = option;
            std::replace(name.begin(), name.end(), '-', '_');
            list.push_back(
                {name, Role::draws, [option](const Recorded& r) { return parameter(r.settings(), option); }});
        }
    }

    void sizes(const Content& content) {
        // a file may change under its name: what is drawn is what stands in it
        if (content.files)
            add(Role::draws, "data_checksum", [](Asked q, Answered) { return Cell(Linear::checksum(q)); });
        add(Role::draws, "dim", [](Asked q, Answered) { return has_plain_sizes(q) ? Cell() : Cell(q.dim); });
        add(Role::fit, "samples", [](Asked q, Answered a) { return count(q, a, q.samples, a.setting.samples); });
        add(Role::fit, "width", [](Asked q, Answered a) { return count(q, a, q.width, a.setting.width); });
        add(Role::derived, "psi1", [](Asked q, Answered a) { return ratio(q, a, q.psi1, a.setting.psi1); });
        add(Role::derived, "psi2", [](Asked q, Answered a) { return ratio(q, a, q.psi2, a.setting.psi2); });
        if (content.exponents) {
            add(Role::derived, "alpha", [](Asked q, Answered) { return given(q.alpha); });
            add(Role::derived, "beta", [](Asked q, Answered) { return given(q.beta); });
            add(Role::derived, "scale", [](Asked q, Answered) { return Cell(q.scale); });
            add(Role::derived, "scale_width", [](Asked q, Answered) { return Cell(q.scale_width.value_or(q.scale)); });
        }
        // a simulation counts it in one convention, and names it apart
        add(Role::derived, "ridge", [](Asked q, Answered a) { return Cell(a.answered ? a.ridge : q.ridge); });
        add(Role::derived, "ridge_convention",
            [](Asked q, Answered) { return Cell(std::string(to_text(q.ridge_convention))); });
    }

    void target(const Content& content) {
        if (content.neuron)
            add(Role::draws, "target",
                [](Asked q, Answered) { return q.has_energies() ? Cell() : Cell(q.target_text()); });
        for (const Mode& k : content.energies)
            add(Role::draws, "energy." + to_text(k),
                [k](Asked q, Answered) { return q.has_energies() ? Cell(part(q.energy, k)) : Cell(); });
        // a spectrum's file has the energies of its rows, and of its tail
        add(Role::draws, "energy.rest", [](Asked q, Answered a) {
            if (!q.spectrum.empty()) return a.answered ? Cell(a.rest_energy) : Cell();
            return q.has_energies() ? Cell(q.energy.rest) : Cell();
        });
    }

    void labels(const Content& content) {
        if (content.labels) add(Role::fit, "labels", [](Asked q, Answered) { return Cell(to_text(q.labels)); });
        if (content.labels || content.flip)
            add(Role::fit, "flip", [](Asked q, Answered) { return Cell(q.labels.flip); });
        if (content.labels || content.loss)
            add(Role::fit, "loss", [](Asked q, Answered a) { return Cell(to_text(a.loss.value_or(q.loss))); });
        if (content.noise_law)
            add(Role::fit, "noise_law",
                [](Asked q, Answered) { return q.noise_law.is_plain() ? Cell() : Cell(to_text(q.noise_law)); });
        if (content.objective)
            add(Role::derived, "of",
                [](Asked q, Answered) { return q.objective ? Cell(word_of(*q.objective)) : Cell(); });
    }

    void training(const Content& content) {
        add(Role::fit, "noise", [](Asked q, Answered) { return Cell(q.noise); });
        add(Role::fit, "ensemble", [](Asked q, Answered) { return Cell(double(q.ensemble)); });
        add(Role::derived, "degrees", [](Asked q, Answered) {
            return q.degrees < 0 ? Cell() : Cell(double(q.degrees));
        });  // none: as many as it takes
        if (content.training)
            add(Role::fit, "time",
                [](Asked q, Answered a) { return a.answered ? Cell(a.training.time) : given(q.time); });
        if (!content.steps) return;
        add(Role::derived, "steps", [](Asked q, Answered) { return given(q.steps); });  // time over step size
        add(Role::fit, "step_size", [](Asked q, Answered) { return given(q.step_size); });
    }

    void answer(const Content& content, bool sources) {
        number("test_error", [](Answered a) { return a.risk.test_error; });
        // of the square loss alone, but for the excess risk of labels that are numbers
        const auto of_squares = [&](const char* name, double Risk<>::*value, bool every_regression) {
            add(Role::answer, name, [value, every_regression](Asked, Answered a) {
                const bool has = a.of_squares || (every_regression && a.robust);
                return a.answered && has ? Cell(a.risk.*value) : Cell();
            });
        };
        of_squares("excess_risk", &Risk<>::excess_risk, true);
        of_squares("bias", &Risk<>::bias, false);
        of_squares("variance", &Risk<>::variance, false);
        of_squares("train_error", &Risk<>::train_error, false);
        losses(content);
        // a training that stops early has many
        add(Role::answer, "effective_ridge", [](Asked, Answered a) {
            return a.answered && a.training.finished() ? Cell(a.risk.effective_ridge) : Cell();
        });
        number("weight_norm", [](Answered a) { return a.risk.weight_norm; });
        number("degrees_of_freedom", [](Answered a) { return a.risk.degrees_of_freedom; });
        number("degrees_of_freedom_2", [](Answered a) { return a.risk.degrees_of_freedom_2; });
        add(Role::answer, "ridge_min", [](Asked, Answered a) { return a.answered ? given(a.ridge_min) : Cell(); });
        for (const Mode& mode : content.shown)
            add(Role::answer, "learnability." + to_text(mode), [mode](Asked, Answered a) {
                // plain degrees stand at their own place
                const std::size_t k = std::size_t(mode.degree);
                const bool here = k < a.modes.size() && a.modes[k] == mode;
                const auto at = here ? a.modes.begin() + mode.degree : std::find(a.modes.begin(), a.modes.end(), mode);
                const std::size_t i = std::size_t(at - a.modes.begin());
                return i < a.learnability.size() ? Cell(a.learnability[i]) : Cell();
            });
        number("error_bound", [](Answered a) { return a.risk.error_bound; });
        if (content.linear)
            add(Role::answer, "equivalent_error",
                [](Asked, Answered a) { return a.answered ? given(a.equivalent_error) : Cell(); });
        if (content.training)
            add(Role::answer, "oracle_error",
                [](Asked q, Answered a) { return a.answered && q.has_training() ? Cell(a.oracle_error) : Cell(); });
        if (content.staircase) {
            add(Role::answer, "learned", [](Asked, Answered a) {
                return a.answered && a.staircase ? Cell(list_of(a.staircase->learned)) : Cell();
            });
            add(Role::answer, "dead", [](Asked, Answered a) {
                return a.answered && a.staircase ? Cell(list_of(a.staircase->dead)) : Cell();
            });
            add(Role::answer, "limit_test_error",
                [](Asked, Answered a) { return a.answered && a.staircase ? given(a.staircase->limit) : Cell(); });
        }
        if (sources) {
            source("bias_squared", &Sources<double>::bias_squared);
            source("samples", &Sources<double>::samples);
            source("features", &Sources<double>::features);
            source("interaction", &Sources<double>::interaction);
            source("noise_samples", &Sources<double>::noise_samples);
            source("noise_features", &Sources<double>::noise_features);
        }
        add(Role::answer, "status", [](Asked, Answered a) { return Cell(a.told_status()); });
        add(Role::answer, "version", [](Asked, Answered) { return Cell(std::string(version)); });
    }

    /// What labels that are signs, and other losses, have besides. Of an ensemble's scores on their own samples nothing
    /// is known.
    void losses(const Content& content) {
        const auto of_signs = [&](const char* name, double ConvexRisk<>::*value, bool training = false) {
            add(Role::answer, name, [value, training](Asked q, Answered a) {
                const bool known = a.answered && a.classifier && !(training && q.ensemble != 1);
                return known ? Cell((*a.classifier).*value) : Cell();
            });
        };
        const auto of_both = [&](const char* name, double ConvexRisk<>::*signs, double RobustRisk<>::*numbers,
                                 bool training = false) {
            add(Role::answer, name, [signs, numbers, training](Asked q, Answered a) {
                return !a.answered || (training && q.ensemble != 1) ? Cell()
                       : a.classifier                               ? Cell((*a.classifier).*signs)
                       : a.robust                                   ? Cell((*a.robust).*numbers)
                                                                    : Cell();
            });
        };
        if (content.labels) {
            of_signs("error_rate", &ConvexRisk<>::error_rate);
            of_signs("clean_error_rate", &ConvexRisk<>::clean_error_rate);
        }
        if (content.labels || content.loss) {
            of_both("test_loss", &ConvexRisk<>::test_loss, &RobustRisk<>::test_loss);
            of_both("train_loss", &ConvexRisk<>::train_loss, &RobustRisk<>::train_loss, true);
        }
        if (content.labels) of_signs("train_error_rate", &ConvexRisk<>::train_error_rate, true);
        if (content.labels || content.loss) {
            of_both("overlap", &ConvexRisk<>::overlap, &RobustRisk<>::overlap);
            of_both("prediction_variance", &ConvexRisk<>::prediction_variance, &RobustRisk<>::prediction_variance);
            of_both("support", &ConvexRisk<>::support, &RobustRisk<>::support, true);
        }
        if (!content.labels) return;
        add(Role::answer, "margin", [](Asked, Answered a) {
            return a.answered && a.classifier && a.classifier->margin > 0 ? Cell(a.classifier->margin) : Cell();
        });
        of_signs("separability", &ConvexRisk<>::separability);
        of_signs("threshold_samples", &ConvexRisk<>::threshold_samples);
        of_signs("calibration_error", &ConvexRisk<>::calibration_error);
        of_signs("calibration_slope", &ConvexRisk<>::calibration_slope);
        of_signs("best_temperature", &ConvexRisk<>::best_temperature);
    }

    void source(const char* name, double Sources<double>::*value) {
        add(Role::answer, std::string("sources.") + name, [value](Asked, Answered a) {
            return a.answered && a.risk.has_sources ? Cell(a.risk.sources.*value) : Cell();
        });
    }
};

}  // namespace

const std::map<std::string, std::string>& Recorded::settings() const {
    if (!settings_) settings_ = settings_of(question);
    return *settings_;
}

std::vector<Column> columns_of(const std::vector<Question>& samples, bool sources) {
    return Columns(Content(samples), sources).list;
}

}  // namespace lazyrisk
