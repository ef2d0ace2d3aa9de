#include "lazyrisk/problem/model.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

TEST_SUITE("problem/model") {

TEST_CASE("[identity] modes read back as they are written, in order") {
    for (const char* text : {"0", "2", "2:1", "2:0:3", "1:2:3"}) CHECK(to_text(*parse_mode(text)) == text);
    CHECK(to_text(*parse_mode("2:0:0")) == "2");
    for (const char* text : {"", "a", "-1", "1:", ":1", "1:2:3:4", "1.5", "99999999"}) CHECK_FALSE(parse_mode(text).has_value());
    CHECK(Mode(1) < Mode(1, 1));
    CHECK(Mode(1, 5) < Mode(2));
}

TEST_CASE("[identity] the question says which model is meant") {
    Question q;
    CHECK(std::holds_alternative<RandomFeatures>(model_of(q)));
    set_field(q, "model", "kernel");
    CHECK(std::holds_alternative<Kernel>(model_of(q)));
    set_field(q, "kernel", "activation");
    CHECK(std::holds_alternative<Kernel>(model_of(q)));
    q = {};
    set_field(q, "mass", "1=0.25,rest=0.1");
    CHECK(std::holds_alternative<KernelMass>(model_of(q)));
}

TEST_CASE("[identity] structured data take every kernel") {
    for (const auto& [name, text] : {std::pair{"signal-dim", "4"}, {"patch", "4"}, {"invariance", "cyclic"}}) {
        Question q;
        set_field(q, "model", "kernel");
        set_field(q, "dim", "20");
        set_field(q, name, text);
        const auto kernel = [&]() -> DotKernel {
            const Model model = model_of(q);
            if (const auto* spiked = std::get_if<SpikedKernel>(&model)) return spiked->kernel;
            if (const auto* convolution = std::get_if<Convolution>(&model)) return convolution->kernel;
            return std::get<InvariantKernel>(model).kernel;
        };
        CHECK(std::holds_alternative<Activation>(kernel()));
        CHECK(uses_activation(q));
        set_field(q, "kernel", "ntk");
        set_field(q, "depth", "3");
        CHECK(std::get<DeepKernel>(kernel()).depth == 3);
        CHECK(settings_of(q).at("weight-variance") == "2");
        q.parameters.erase("depth");
        set_field(q, "kernel", "matern");
        set_field(q, "smoothness", "2.5");
        CHECK(std::get<MaternKernel>(std::get<DotProduct>(kernel()).h).smoothness == 2.5);
        q.parameters.erase("smoothness");
        set_field(q, "kernel", "exp(t-1)");
        CHECK(std::holds_alternative<Expression>(std::get<DotProduct>(kernel()).h));
        CHECK_FALSE(uses_activation(q));
        set_field(q, "activation", "relu");
        CHECK_THROWS_WITH_AS(model_of(q), doctest::Contains("leave it out"), DomainError);
    }
}

TEST_CASE("[identity] exponents are sizes: n = d^alpha; the limit counts in the smaller of the powers") {
    Question q;
    set_field(q, "dim", "10");
    set_field(q, "alpha", "2");
    set_field(q, "beta", "1.5");
    CHECK(setting(q).samples == 100);
    CHECK(setting(q).width == 32);
    set_field(q, "dim", "inf");
    CHECK(dimension_of(q).scale == 1.5);
    CHECK(setting(q).samples == infinite<>);
    CHECK(setting(q).width == 1);
    set_field(q, "psi1", "3");  // replaces beta
    set_field(q, "scale", "2");
    CHECK(dimension_of(q).scale == 2);
    CHECK(setting(q).samples == 1);
    CHECK(setting(q).width == 3);
    set_field(q, "scale-width", "3");
    CHECK(setting(q).width == infinite<>);
    set_field(q, "dim", "20");
    CHECK(setting(q).width == 24000);
    CHECK(setting(q).psi1 == doctest::Approx(3));
}

TEST_CASE("[error] an option of another model is refused, and says whose it is") {
    Question q;
    set_field(q, "kernel", "activation");
    CHECK_THROWS_WITH_AS(model_of(q), doctest::Contains("the kernel of an activation"), DomainError);
    q = {};
    set_field(q, "model", "kernel");
    set_field(q, "kernel", "no such kernel (");
    CHECK_THROWS_AS(model_of(q), DomainError);
    q = {};
    set_field(q, "mass", "1=0.25");
    set_field(q, "activation", "relu");
    CHECK_THROWS_WITH_AS(model_of(q), doctest::Contains("leave it out"), DomainError);
    CHECK_THROWS_WITH_AS(set_field(q, "alpha", "31"), doctest::Contains("0 to 30"), DomainError);
    CHECK_THROWS_WITH_AS(set_field(q, "target", "relu"), doctest::Contains("neuron(relu)"), DomainError);
}

TEST_CASE("[identity] unless a variance is given, deep networks of leaky relu keep theirs: 2/(1 + slope^2)") {
    for (const auto& one : {std::pair{"leaky-relu(0.1)", 0.1}, {"leaky-relu(0.5)", 0.5}, {"relu", 0.0}, {"abs", -1.0}}) {
        const std::string name = one.first;
        const double slope = one.second;
        CAPTURE(name);
        DeepKernel model;
        model.activation = activation_named(name);
        CHECK(model.used_weight_variance() == doctest::Approx(2 / (1 + slope * slope)).epsilon(1e-15));
        // E s(g)^2 = 1/2 (1 + slope^2): times the variance it is 1
        model.weight_variance = 3;
        CHECK(model.used_weight_variance() == 3);
    }
}

}
