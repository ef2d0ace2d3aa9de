// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "capture_bound.hpp"
#include "lazyrisk/image_kernel/image_kernel.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

std::string sentence_of(const std::string& text) {
    try {
        (void)parse_image_kernel(text);
    } catch (const DomainError& e) {
        CHECK(e.name == "kernel");
        return e.what();
    }
    return "";
}

}  // namespace

TEST_SUITE("image_kernel/grammar") {
    TEST_CASE("[identity] a kernel's text is read back as itself, and defaults are said") {
        for (const auto& [typed, canonical] : std::vector<std::pair<std::string, std::string>>{
                 {"linear", "linear"},
                 {" rbf( gamma = 1/50 ) ", "rbf(gamma=0.02)"},
                 {"nngp", "nngp(depth=1)"},
                 {"ntk(depth=3)", "ntk(depth=3)"},
                 {"ntk(bias=0.1,depth=2,activation=erf,weight=1.5,flip,cosine)",
                  "ntk(depth=2,activation=erf,weight=1.5,bias=0.1,cosine,flip)"},
                 {"cntk", "cntk(layers=5,filter=3,end=gap,kind=ntk)"},
                 {"cntk(layers=5,end=lap(2),cosine)", "cntk(layers=5,filter=3,end=lap(2),kind=ntk,cosine)"},
                 {"cntk(layers=2,lap=2)", "cntk(layers=2,filter=3,end=lap(2),kind=ntk)"},
                 {"cntk(layers=2,filter=5,flat)", "cntk(layers=2,filter=5,end=flat,kind=ntk)"},
                 {"cntk(layers=2,activation=exp(1))", "cntk(layers=2,filter=3,end=gap,activation=exp(1),kind=nngp)"},
                 {"myrtle(5)", "myrtle(5,kind=nngp)"},
                 {"myrtle(2,1,1,kind=ntk)", "myrtle(2,1,1,kind=ntk)"},
                 {"myrtle(2,1,activation=exp(1))", "myrtle(2,1,activation=exp(1),kind=nngp)"},
                 {"arora(6)", "arora(6,end=gap,kind=ntk)"},
                 {"arora(depth=6,flat)", "arora(6,end=flat,kind=ntk)"},
                 {"lenet", "lenet(kind=ntk)"},
                 {"lenet(activation=leaky-relu(0.1),flip)", "lenet(activation=leaky-relu(0.1),kind=ntk,flip)"},
                 {"compose(conv relu  pool conv(5) relu gap, kind=nngp)",
                  "compose(conv(3) relu pool(2) conv(5) relu gap,kind=nngp)"},
                 {"compose(conv(3) leaky-relu(0.1) flat)", "compose(conv(3) leaky-relu(0.1) flat,kind=ntk)"},
                 {"compose(conv(3) exp(2) gap)", "compose(conv(3) exp(2) gap,kind=nngp)"},
                 {"compose(conv(3) (x+tanh(x))/2 flat dense sin(x)*x)",
                  "compose(conv(3) (x+tanh(x))/2 flat dense sin(x)*x,kind=ntk)"},
                 {"compose(conv exp(x)-1 gap)", "compose(conv(3) exp(x)-1 gap,kind=ntk)"}}) {
            CAPTURE_BOUND(typed);
            CHECK(to_text(parse_image_kernel(typed)) == canonical);
            CHECK(to_text(parse_image_kernel(canonical)) == canonical);
        }
    }

    TEST_CASE("[identity] a mistake is one sentence with its place and the nearest word") {
        for (const auto& [typed, part] : std::vector<std::pair<std::string, std::string>>{
                 {"", "expected linear, rbf"},
                 {"ctnk(layers=2)", "did you mean cntk?"},
                 {"cntk(layer=2)", "argument 1, layer, is none of cntk"},
                 {"cntk(layer=2)", "did you mean layers?"},
                 {"cntk(layers=2", "is not closed"},
                 {"cntk(layers=2) gap", "stands behind"},
                 {"cntk(layers=2.5)", "whole number from 0 to 100"},
                 {"cntk(layers=2,layers=3)", "there twice"},
                 {"cntk(layers=)", "nothing stands behind"},
                 {"cntk(,)", "between two commas"},
                 {"cntk(filter=4)", "odd number of pixels"},
                 {"cntk(end=gep)", "did you mean gap?"},
                 {"cntk(end=lap(x))", "\"x\" is no number"},
                 {"cntk(kind=nptk)", "did you mean ntk?"},
                 {"rbf", "gamma is missing"},
                 {"rbf(gamma=-1)", "gamma = -1"},
                 {"rbf(gamma=nan)", "no number for gamma"},
                 {"ntk(depth=0)", "from 1 to 100"},
                 {"ntk(activation=rleu)", "did you mean relu?"},
                 {"myrtle(6)", "expected myrtle(5)"},
                 {"myrtle", "expected myrtle(5)"},
                 {"arora(3,kind=nngp)", "tangent kernel alone"},
                 {"myrtle(5,activation=exp(1),kind=ntk)", "no tangent kernel"},
                 {"compose()", "expected layers"},
                 {"compose(conv(3) rleu gap)", "word 2, rleu"},
                 {"compose(conv(3) rleu gap)", "did you mean relu?"},
                 {"compose(conv(16,3) relu gap)", "infinitely many channels"},
                 {"compose(conv(3) relu)", "flat or gap is missing"},
                 {"compose(conv(3) relu gap conv(3))", "word 4, conv(3)"},
                 {"compose(conv(3) relu dense relu)", "flat or gap comes between"},
                 {"compose(conv(3)relu gap)", "layers are apart by spaces"},
                 {"compose(conv(3) relu pool(0) gap)", "the size of a pool"},
                 {"compose(conv(3) relu gap,cosin)", "did you mean cosine?"}}) {
            CAPTURE_BOUND(typed);
            CAPTURE_BOUND(part);
            const std::string sentence = sentence_of(typed);
            CAPTURE(sentence);
            CHECK(sentence.find(part) != std::string::npos);
            CHECK(sentence.find('\n') == std::string::npos);
        }
    }

    TEST_CASE("[identity] a network and its kernel are one text, but for channels") {
        const char* text = "conv(16) relu pool(2) conv(32,5) relu blur(1) flat dense(10) relu";
        const Architecture network = parse_architecture("network", text, ArchitectureOf::network);
        CHECK(to_text(network, ArchitectureOf::network) == text);
        const std::string kernel = to_text(network, ArchitectureOf::kernel);
        CHECK(kernel == "conv(3) relu pool(2) conv(5) relu blur(1) flat dense relu");
        CHECK(to_text(parse_architecture("kernel", kernel, ArchitectureOf::kernel), ArchitectureOf::kernel) == kernel);
        CHECK_THROWS_AS((void)parse_architecture("network", "conv(16) exp(1) gap", ArchitectureOf::network),
                        DomainError);
        CHECK_THROWS_AS((void)parse_architecture("network", "conv(0) relu gap", ArchitectureOf::network), DomainError);
        CHECK_THROWS_AS((void)parse_architecture("network", "conv(16,2) relu gap", ArchitectureOf::network),
                        DomainError);
        CHECK_THROWS_AS((void)parse_architecture("network", "", ArchitectureOf::network), DomainError);
    }
}
