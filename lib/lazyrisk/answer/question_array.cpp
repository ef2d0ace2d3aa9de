// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/question_array.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t block = 512;  // questions by one thread in a row

/// What sets a field to a number: its own function, looked up once, or the way by its name.
class Setter {
public:
    explicit Setter(const QuestionArray::Field& field) : field_(&field) {
        for (const ProblemField& known : fields())
            if (known.name == field.name) set_ = known.set_number;
        if (!is_numeric_field(field.name))
            throw DomainError(field.name, "an array",
                              "this field takes a single value; only numbers run through arrays");
    }
    void operator()(Question& q, std::size_t i) const {
        if (set_)
            set_(q, field_->value[i]);
        else
            set_field(q, field_->name, field_->value[i]);
    }
    /// Does the model or the target depend on it?
    [[nodiscard]] bool changes_model() const {
        static constexpr std::array<std::string_view, 10> plain{"samples", "width",    "psi1", "psi2",  "ridge",
                                                                "noise",   "ensemble", "time", "steps", "step-size"};
        return std::find(plain.begin(), plain.end(), field_->name) == plain.end();
    }

private:
    const QuestionArray::Field* field_;
    void (*set_)(Question&, double) = nullptr;
};

std::vector<Setter> setters_of(const QuestionArray& questions) {
    return {questions.fields.begin(), questions.fields.end()};
}

/// Neighbouring questions: texts are read for the first, and for each where numbers change the model.
class Neighbours {
public:
    Neighbours(const QuestionArray& questions, const std::vector<Setter>& setters, Answers& answers)
        : setters_(setters), answers_(answers), question_(questions.base) {
        const Question& q = questions.base;
        one_model_ = !q.alpha && !q.beta &&  // these have a staircase each
                     std::none_of(setters.begin(), setters.end(), [](const Setter& s) { return s.changes_model(); });
    }

    Answer answer(std::size_t i) {
        return answer_or_status([&] {
            for (const Setter& set : setters_) set(question_, i);
            if (!one_model_) return answers_.ask(question_);
            if (!point_)
                point_ = answers_.point(question_);
            else
                set_numbers(*point_, question_);
            return answer_of(*point_);
        });
    }
    [[nodiscard]] const Question& question() const { return question_; }

private:
    const std::vector<Setter>& setters_;
    Answers& answers_;
    Question question_;
    std::optional<ResolvedPoint> point_;
    bool one_model_;
};

}  // namespace

Question QuestionArray::operator[](std::size_t i) const {
    Question q = base;
    for (const Field& field : fields) set_field(q, field.name, field.value[i]);
    return q;
}

void answer_each(const QuestionArray& questions, Answers& answers, int threads, const TakeAnswer& take,
                 const std::function<bool()>& interrupted) {
    const std::vector<Setter> setters = setters_of(questions);
    parallel_for((questions.size + block - 1) / block, threads, [&](std::size_t part) {
        if (interrupted && interrupted()) return;
        Neighbours neighbours(questions, setters, answers);
        for (std::size_t i = part * block; i < std::min(questions.size, (part + 1) * block); ++i) {
            const Answer a = neighbours.answer(i);
            take(i, neighbours.question(), a);
        }
    });
}

}  // namespace lazyrisk
