package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.melange.testing.Blocks;

class TokensTest {

  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray all = Blocks.input(manager, "x", 2, 5, 3);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void tokensAreSplitAfterTheRoutedOnes() {
    Tokens tokens = Tokens.of(all, 2, x -> x);
    assertThat(tokens.routed().getShape()).isEqualTo(new Shape(2, 2, 3));
    assertThat(tokens.ranked().orElseThrow().getShape()).isEqualTo(new Shape(2, 3, 3));
    assertThat(tokens.count()).isEqualTo(5);
    assertThat(tokens.joined().toFloatArray()).isEqualTo(all.toFloatArray());
  }

  @Test
  void bothPartsAreMapped() {
    Tokens tokens = Tokens.of(all, 2, x -> x.mul(2));
    assertThat(tokens.joined().toFloatArray()).isEqualTo(all.mul(2).toFloatArray());
  }

  @Test
  void fewTokensAreAllRouted() {
    Tokens tokens = Tokens.of(all, 5, x -> x);
    assertThat(tokens.ranked()).isEmpty();
    assertThat(tokens.joined()).isSameAs(tokens.routed());
  }

  @Test
  void leftOutTokensAreCounted() {
    assertThat(Tokens.of(all, 50, 2, x -> x).count()).isEqualTo(50);
    Sequence sequence =
        Sequence.of(
            all.get(":, 0"),
            Tokens.of(all, 50, 2, x -> x),
            x -> x,
            Blocks.filled(manager, new SwitchGate("g", 3, 3, 2)).block());
    assertThat(sequence.length()).isEqualTo(51);
    assertThat(sequence.rows().getShape()).isEqualTo(new Shape(2, 3, 3));
    assertThat(sequence.ranks().orElseThrow().getShape()).isEqualTo(new Shape(2, 3, 2));
  }

  @Test
  void aMixtureSplitsIntoTheFirstItemsAndTheRest() {
    Mixture own = new Mixture(all.get(":, 0"), all, manager.arange(10).reshape(2, 5));
    assertThat(own.first(1).counts().toFloatArray()).containsExactly(0, 1, 2, 3, 4);
    assertThat(own.after(1).counts().toFloatArray()).containsExactly(5, 6, 7, 8, 9);
    assertThat(own.after(1).rows().toFloatArray()).isEqualTo(all.get(1).toFloatArray());
    Mixture shared = new Mixture(all.get(":, 0"), all, manager.ones(new Shape(1, 5)));
    assertThat(shared.first(1).counts()).isSameAs(shared.counts());
    assertThat(shared.after(1).counts()).isSameAs(shared.counts());
  }
}
