package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.testing.Blocks;

/** What the two routers make of a sequence: its rows, and how many tokens each stands for. */
class RouterTest {

  private static final int WIDTH = 6;
  private static final int BATCH = 2;
  private static final int LENGTH = 5;
  private static final MatcherConfig CONFIG = new MatcherConfig(6, 6, 4, 3, 2, 2, Gate.TOKEN);

  private final NDManager manager = NDManager.newBaseManager();
  private final MixtureOfExperts moe =
      Blocks.filled(manager, new MixtureOfExperts("m", WIDTH, CONFIG)).block();
  private final NDArray rows = Blocks.input(manager, "x", BATCH, 1 + LENGTH, WIDTH);
  private final NDArray others = Blocks.input(manager, "o", BATCH, 9, WIDTH);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void paddingCountsForNothingWhereTextIsRouted() {
    Mixture mixture = route(new TokenRouter(), GateSite.TEXT, new int[] {2, 5});
    assertThat(mixture.counts().toFloatArray()).containsExactly(1, 1, 0, 0, 0, 1, 1, 1, 1, 1);
    assertThat(mixture.logCounts().toFloatArray())
        .startsWith(0, 0, Float.NEGATIVE_INFINITY)
        .endsWith(0);
    assertThat(mixture.shares().toFloatArray())
        .containsExactly(new float[] {.5f, .5f, 0, 0, 0, .2f, .2f, .2f, .2f, .2f}, within(1e-6f));
  }

  @Test
  void imagesHaveNoPadding() {
    Mixture mixture = route(new TokenRouter(), GateSite.IMAGE, new int[] {2, 5});
    assertThat(mixture.counts().toFloatArray()).containsOnly(1);
  }

  @Test
  void aTokenOfAnIntraLevelUnitRoutesItself() {
    Mixture mixture = route(new TokenRouter(), GateSite.TEXT, new int[] {5, 5});
    NDArray expected = moe.mix(rows, moe.gate().perToken(rows));
    assertThat(mixture.cls().toFloatArray()).isEqualTo(expected.get(":, 0").toFloatArray());
    assertThat(mixture.rows().toFloatArray()).isEqualTo(expected.get(":, 1:").toFloatArray());
  }

  @Test
  void theOtherClsRoutesAllRowsOfTheCrossUnit() {
    Mixture mixture = route(new TokenRouter(), GateSite.CROSS_TI, new int[] {5, 5});
    NDArray expected = moe.mix(rows, moe.gate().perToken(others.get(":, 0:1")));
    assertThat(mixture.rows().toFloatArray()).isEqualTo(expected.get(":, 1:").toFloatArray());
  }

  @Test
  void oneZeroRowRepresentsAllInactiveTokens() {
    PublishedRouter router = new PublishedRouter((site, active) -> active);
    NDArray open = rows.get(":, :3");
    Sequence x = new Sequence(open, Optional.of(moe.gate().ranks(rows.get(":, 3:"))), 6);
    Mixture mixture = router.route(moe, GateSite.TEXT, x, x, new int[] {5, 5});
    assertThat(mixture.rows().getShape()).isEqualTo(new Shape(BATCH, 3, 4));
    assertThat(mixture.rows().get(":, 2").toFloatArray()).containsOnly(0);
    assertThat(mixture.counts().toFloatArray()).containsExactly(1, 1, 3);
    NDArray expected = moe.mix(open, moe.gate().activeScores(x));
    assertThat(mixture.cls().toFloatArray()).isEqualTo(expected.get(":, 0").toFloatArray());
    assertThat(mixture.rows().get(":, :2").toFloatArray())
        .isEqualTo(expected.get(":, 1:").toFloatArray());
  }

  @Test
  void aSequenceWithFewerRowsThanExpertsIsRefused() {
    PublishedRouter router = new PublishedRouter((site, active) -> active);
    Sequence two = new Sequence(rows.get(":, :2"), Optional.empty(), 2);
    assertThatThrownBy(() -> router.route(moe, GateSite.CROSS_IT, two, two, new int[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cross_it")
        .hasMessageContaining("at least 2");
  }

  /** No mention's cls is looked at in an intra-level unit: its expert need not run. */
  @ParameterizedTest
  @EnumSource(GateSite.class)
  void onlyAMentionsClsIsInactiveAndOnlyInIntraLevelUnits(GateSite site) {
    Sequence x = new Sequence(rows.get(":, :3"), Optional.empty(), 3);
    for (Side side : Side.values()) {
      Router router = Router.of(Gate.PUBLISHED, side, (s, who, active) -> active.add(1));
      float[] cls = router.route(moe, site, x, x, new int[] {5, 5}).cls().toFloatArray();
      if (side == Side.MENTION && !site.routedByOther()) {
        assertThat(cls).containsOnly(0);
      } else {
        assertThat(cls).doesNotContain(0);
      }
    }
  }

  @Test
  void aBatchOfBothIsNormalizedSideBySide() {
    Sequence x = new Sequence(rows.get(":, :3"), Optional.empty(), 3);
    GateNormalizer scale = (site, side, active) -> active.mul(side == Side.MENTION ? 2 : 3);
    float[] both =
        Router.ofBoth(Gate.PUBLISHED, 1, scale)
            .route(moe, GateSite.CROSS_TI, x, x, new int[] {5, 5})
            .cls()
            .toFloatArray();
    float[] plain =
        new PublishedRouter((site, active) -> active)
            .route(moe, GateSite.CROSS_TI, x, x, new int[] {5, 5})
            .cls()
            .toFloatArray();
    for (int i = 0; i < both.length; i++) {
      assertThat(both[i]).isCloseTo(plain[i] * (i < both.length / 2 ? 2 : 3), within(1e-4f));
    }
  }

  @Test
  void theBatchMeanDividesEachCell() {
    float[] values = {1, 0, 2, 4, 3, 0, 6, 4};
    NDArray active = manager.create(values, new Shape(2, 2, 2));
    float[] found =
        GateNormalizer.ofBatch().scaled(GateSite.TEXT, Side.ENTITY, active).toFloatArray();
    float[] expected = {0.5f, 0, 0.5f, 1, 1.5f, 0, 1.5f, 1};
    assertThat(found).containsExactly(expected, within(1e-5f));
  }

  private Mixture route(Router router, GateSite site, int[] lengths) {
    Sequence x = new Sequence(rows, Optional.empty(), 1 + LENGTH);
    Sequence gateInput = site.routedByOther() ? new Sequence(others, Optional.empty(), 9) : x;
    return router.route(moe, site, x, gateInput, lengths);
  }
}
