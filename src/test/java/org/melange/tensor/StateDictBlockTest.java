package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import org.junit.jupiter.api.Test;

class StateDictBlockTest {

  /** A block of two layers and a parameter of its own. */
  private static final class Pair extends StateDictBlock {

    final Linear first;
    final Linear second;

    Pair(String path) {
      super(path);
      parameter("scale", Parameter.Type.OTHER, 3);
      first = child(Linear.of(path("first"), 3, 3));
      second = child(Linear.autocastWithoutBias(path("second"), 3, 2));
    }

    @Override
    public NDArray apply(NDArray x) {
      return second.apply(first.apply(x));
    }
  }

  /** A block that is a function of more than one tensor. */
  private static final class Opaque extends StateDictBlock {
    Opaque() {
      super("");
    }
  }

  @Test
  void namesAreThoseOfAStateDict() {
    assertThat(new Pair("a.b").getParameters().values())
        .extracting(Parameter::getName)
        .containsExactly("a.b.scale", "a.b.first.weight", "a.b.first.bias", "a.b.second.weight");
  }

  @Test
  void theRootAddsNothingToTheNames() {
    assertThat(new Pair("").getParameters().values())
        .extracting(Parameter::getName)
        .containsExactly("scale", "first.weight", "first.bias", "second.weight");
  }

  @Test
  void shapesAreKnownBeforeThereAreValues() {
    assertThat(new Pair("").getParameters().values())
        .extracting(Parameter::getShape)
        .containsExactly(new Shape(3), new Shape(3, 3), new Shape(3), new Shape(2, 3));
  }

  @Test
  void parametersAreFrozenUntilTheyAreThawed() {
    Pair pair = new Pair("");
    assertThat(pair.getParameters().values()).noneMatch(Parameter::requiresGradient);
    try (NDManager manager = NDManager.newBaseManager()) {
      for (Parameter parameter : pair.getParameters().values()) {
        parameter.setInitializer((m, shape, type) -> m.ones(shape));
        parameter.initialize(manager, DataType.FLOAT32);
      }
      pair.freezeParameters(false);
      assertThat(pair.getParameters().values()).allMatch(Parameter::requiresGradient);
    }
  }

  @Test
  void aBlockOfSeveralInputsSaysThatItIsNotAFunctionOfOne() {
    assertThatThrownBy(() -> new Opaque().apply(null))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Opaque");
    assertThatThrownBy(() -> new Opaque().getOutputShapes(new Shape[0]))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Opaque");
  }
}
