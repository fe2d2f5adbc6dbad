package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Counted by hand for sizes small enough. */
class MatcherFlopsTest {

  /** Widths 2, 2, 2; 2 experts, 1 kept, inner width 4; one token a side, so two rows. */
  private static final MatcherFlops TINY =
      new MatcherFlops(new MatcherConfig(2, 2, 2, 2, 1, 2, Gate.PUBLISHED), 1, 1);

  @Test
  void operationsAreThoseOfTheProducts() {
    // each of four mixtures: gate 2·2·2·2 = 16, one expert on two rows 2·(2·(2·4 + 4·2)) = 64
    double mixtures = 4 * (16 + 64);
    double projections = 2 * 2 * (2 * 2 + 2 * 2);
    double attention = 1.5 * 2 * 2 * 2 * (2 + 2);
    assertThat(TINY.ofItem()).isEqualTo(mixtures + projections + attention);
    // local: logits and mixture 2·2·(4 + 2) for two units; dots 2·(2 + 2 + 4)
    assertThat(TINY.ofPair()).isEqualTo(2 * 2 * (4 + 2) * 2 + 2 * 8);
  }

  @Test
  void onlyRowsThatExpertsSeeLeadGradients() {
    MatcherFlops longer =
        new MatcherFlops(new MatcherConfig(2, 2, 2, 2, 1, 2, Gate.PUBLISHED), 4, 1);
    assertThat(TINY.ofItemBackward()).isEqualTo(2 * TINY.ofItem());
    assertThat(longer.ofItemBackward()).isEqualTo(TINY.ofItemBackward());
    // three more text tokens: projected 2·3·2·2, and ranked twice 2·3·2·2
    assertThat(longer.ofItem()).isEqualTo(TINY.ofItem() + 24 + 2 * 24);
  }

  @Test
  void theTokenGateRunsAllExpertsOnAllRows() {
    MatcherFlops token = new MatcherFlops(MatcherConfig.paper(2, Gate.TOKEN), 50, 50);
    MatcherFlops published = new MatcherFlops(MatcherConfig.paper(2, Gate.PUBLISHED), 50, 50);
    assertThat(token.ofItem()).isGreaterThan(10 * published.ofItem());
  }
}
