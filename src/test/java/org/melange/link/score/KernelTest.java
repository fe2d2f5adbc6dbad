package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityRows;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Modality;
import org.melange.link.row.PairScore;
import org.melange.link.row.PairScorer;
import org.melange.link.row.RandomRows;
import org.melange.link.row.Rounding;
import org.melange.link.row.RowEncoder;
import org.melange.link.row.RowLayout;
import org.melange.link.score.Linker.Ranked;
import org.melange.link.score.LinkerOptions.Search;
import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.RandomModel;
import org.melange.mmoe.Scores;

/** The scorer of many pairs: right, exact, and the same whatever else it scores. */
class KernelTest {

  private static final Random ORDER = new Random(1);

  static IntStream seeds() {
    return IntStream.range(0, 24);
  }

  /** Rows of a random model of either gate, with lengths that differ among items. */
  private record World(
      EntityLayout layout, List<MentionRow> mentions, float[][] entities, float[] scores) {

    static World of(int seed, int mentionCount, int entityCount) {
      SplittableRandom random = new SplittableRandom(seed);
      int experts = seed % 4 == 0 ? 8 : 2 + random.nextInt(5);
      MatcherConfig config =
          new MatcherConfig(
              3 + random.nextInt(30),
              3 + random.nextInt(20),
              2 + random.nextInt(20),
              experts,
              1 + random.nextInt(experts),
              1 + random.nextInt(4),
              seed % 2 == 0 ? Gate.PUBLISHED : Gate.TOKEN);
      try (Matcher matcher = Matcher.create(config, RandomModel.weights(seed), Device.cpu());
          NDManager manager = NDManager.newBaseManager(Device.cpu())) {
        Features mentions = features(manager, config, seed + "m", mentionCount, random);
        Features entities = features(manager, config, seed + "e", entityCount, random);
        RowEncoder compiler = RandomRows.compiler(matcher, mentions, entities);
        Scores full =
            matcher.match(mentions, entities, RandomRows.scale(matcher, mentions, entities));
        return new World(
            compiler.layout(),
            compiler.mentionRows(mentions),
            compiler.entityRows(entities, Rounding.NONE),
            full.score().toFloatArray());
      }
    }

    private static Features features(
        NDManager manager, MatcherConfig config, String name, int batch, SplittableRandom random) {
      int tokens = config.experts() - 1 + random.nextInt(6);
      int patches = config.experts() - 1 + random.nextInt(9);
      int[] lengths = random.ints(batch, 1, tokens + 1).toArray();
      return RandomModel.features(manager, config, name, lengths, tokens, patches);
    }

    EntityTable table() {
      EntityTable.Builder builder = new EntityTable.Builder("v", "kb", layout);
      for (int e = 0; e < entities.length; e++) {
        builder.add("Q" + (e + 1), "label " + e, entities[e]);
      }
      return builder.build();
    }

    Linker linker(LinkerOptions options) {
      return new Linker(table(), layout, options);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void scoresAreThoseOfTheMatcherAndOfThePlainScorer(int seed) {
    World world = World.of(seed, 1 + seed % 5 * 11, 1 + seed % 7 * 20);
    int size = world.entities().length;
    Linker linker = world.linker(LinkerOptions.exact(size).exhaustive());
    PairScorer plain = new PairScorer(world.layout());
    List<List<Ranked>> ranked = linker.rankAll(world.mentions());
    for (int m = 0; m < ranked.size(); m++) {
      assertThat(ranked.get(m)).hasSize(size);
      for (Ranked entity : ranked.get(m)) {
        float expected = world.scores()[m * size + entity.index()];
        assertThat(entity.score().score())
            .isCloseTo(expected, within(1e-4f * (1 + Math.abs(expected))));
        requireClose(
            entity.score(),
            plain.score(world.mentions().get(m), world.entities()[entity.index()], 0));
      }
    }
  }

  private static void requireClose(PairScore actual, PairScore plain) {
    float tolerance = 1e-5f * (1 + Math.abs(plain.score()));
    assertThat(actual.score()).isCloseTo(plain.score(), within(tolerance));
    assertThat(actual.text()).isCloseTo(plain.text(), within(3 * tolerance));
    assertThat(actual.image()).isCloseTo(plain.image(), within(3 * tolerance));
    assertThat(actual.cross()).isCloseTo(plain.cross(), within(3 * tolerance));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySearchFindsTheSameToTheLastBit(int seed) {
    World world = World.of(seed, 1 + seed % 6 * 13, 1 + seed % 5 * 90);
    int topK = 1 + seed % 4 * 3;
    LinkerOptions exact = LinkerOptions.exact(topK);
    List<List<Ranked>> expected = world.linker(exact.exhaustive()).rankAll(world.mentions());
    assertThat(world.linker(exact).rankAll(world.mentions())).isEqualTo(expected);
    assertThat(world.linker(exact.withThreads(3)).rankAll(world.mentions())).isEqualTo(expected);
    assertThat(world.linker(exact.reranking(world.entities().length)).rankAll(world.mentions()))
        .isEqualTo(expected);
    for (int m = 0; m < world.mentions().size(); m += 5) {
      assertThat(world.linker(exact).rankAll(List.of(world.mentions().get(m))))
          .containsExactly(expected.get(m));
      assertThat(
              world
                  .linker(exact)
                  .rank(world.mentions().get(m), world.table().indicesOf(shuffledQids(world))))
          .isEqualTo(expected.get(m));
    }
  }

  private static List<String> shuffledQids(World world) {
    List<String> qids =
        new ArrayList<>(
            IntStream.rangeClosed(1, world.entities().length).mapToObj(e -> "Q" + e).toList());
    Collections.shuffle(qids, ORDER);
    return qids;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "INDEXED")
  void ranksOfABatchAreThePlacesInTheWholeRanking(Search search) {
    World world = World.of(search.ordinal(), 40, 150);
    LinkerOptions options = new LinkerOptions(150, 2, search, 150);
    List<List<Ranked>> ranked = world.linker(options).rankAll(world.mentions());
    int[] golds = IntStream.range(0, 40).map(m -> m % 9 == 8 ? -1 : m * 3).toArray();
    List<OptionalInt> ranks = world.linker(options).rankOf(world.mentions(), golds);
    for (int m = 0; m < golds.length; m++) {
      int gold = golds[m];
      List<Integer> order = ranked.get(m).stream().map(Ranked::index).toList();
      assertThat(ranks.get(m))
          .isEqualTo(gold < 0 ? OptionalInt.empty() : OptionalInt.of(1 + order.indexOf(gold)));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noScoreExceedsItsBound(int seed) {
    World world = World.of(seed, 20, 60);
    EntityBlock block = new EntityBlock(world.table().rows());
    BlockScorer scorer = new BlockScorer(world.layout(), block);
    MentionPanel panel = MentionPanel.of(world.layout(), world.mentions().subList(0, 7));
    block.load(0, 60);
    scorer.coarse(panel);
    scorer.axes(panel);
    scorer.bounds(panel);
    float[] heads = new float[60 * SimdLanes.GROUP];
    int[] places = IntStream.range(0, 60).toArray();
    for (int at = 0; at < heads.length; at++) {
      heads[at] = scorer.bound(at / SimdLanes.GROUP, at % SimdLanes.GROUP);
    }
    scorer.values(places, 0, 60, panel);
    int lower = 0;
    for (int r : places) {
      scorer.tighten(r, panel);
      float[] scores = scorer.score(places, r, r + 1, panel);
      for (int m = 0; m < panel.size(); m++) {
        assertThat(scores[m]).isLessThanOrEqualTo(scorer.bound(r, m));
        lower += scorer.bound(r, m) < heads[r * SimdLanes.GROUP + m] ? 1 : 0;
      }
    }
    assertThat(lower).isPositive();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void roundedHeadsChangeNoResult(int seed) {
    World world = World.of(seed, 9, 130);
    EntityTable table = world.table();
    EntityTable rounded =
        new EntityTable(
            "v",
            "kb",
            IntStream.range(1, 131).asLongStream().toArray(),
            table::label,
            table::contentHash,
            new RoundedHeads(table.rows()));
    LinkerOptions exact = LinkerOptions.exact(4);
    List<List<Ranked>> expected = world.linker(exact).rankAll(world.mentions());
    for (LinkerOptions options : List.of(exact, exact.exhaustive())) {
      assertThat(new Linker(rounded, world.layout(), options).rankAll(world.mentions()))
          .isEqualTo(expected);
    }
  }

  /** Coarse parts in steps of 1/4. */
  private record RoundedHeads(EntityRows exact) implements EntityRows {
    @Override
    public int size() {
      return exact.size();
    }

    @Override
    public EntityLayout layout() {
      return exact.layout();
    }

    @Override
    public int length(int index) {
      return exact.length(index);
    }

    @Override
    public void read(int index, int from, float[] into, int at) {
      exact.read(index, from, into, at);
    }

    @Override
    public void heads(int from, int to, float[] into) {
      exact.heads(from, to, into);
      int width = layout().headWidth();
      for (int i = 0; i < (to - from) * width; i++) {
        into[i] = i % width < layout().coarseWidth() ? Math.round(4 * into[i]) / 4f : into[i];
      }
    }

    @Override
    public float headError(int index) {
      float[] own = new float[layout().headWidth()];
      float[] rounded = own.clone();
      exact.heads(index, index + 1, own);
      heads(index, index + 1, rounded);
      double squares = 0;
      for (int c = 0; c < own.length; c++) {
        squares += Math.pow(own[c] - rounded[c], 2);
      }
      return (float) (1.00001 * Math.sqrt(squares));
    }
  }

  @Test
  void boundsRuleOutMostWhereLocalScoresAreSmall() {
    World world = World.of(2, 30, 3000);
    for (float[] row : world.entities()) {
      for (Modality unit : Modality.values()) {
        int mixed = world.layout().mixed(unit);
        for (int c = mixed; c < mixed + world.layout().hiddenDim(); c++) {
          row[c] /= 64;
        }
        row[world.layout().norm(unit)] /= 64;
        row[world.layout().headWidth() + ((RowLayout) world.layout()).deadDot(unit)] /= 64;
      }
    }
    Linker linker = world.linker(LinkerOptions.exact(3));
    assertThat(linker.rankAll(world.mentions()))
        .isEqualTo(world.linker(LinkerOptions.exact(3).exhaustive()).rankAll(world.mentions()));
    assertThat(linker.prunedShare()).isGreaterThan(0.5);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void hugeLogitsDoNotOverflow(int seed) {
    for (float magnitude : new float[] {1e3f, 1e9f, 1e15f}) {
      World world = World.of(seed, 3, 5);
      PairScorer plain = new PairScorer(world.layout());
      for (float[] row : world.entities()) {
        int tail = world.layout().headWidth();
        for (Modality unit : Modality.values()) {
          int from = tail + world.layout().queries(unit, row, tail);
          int queries = world.layout().tokens(unit, row, tail) * world.layout().hiddenDim();
          for (int c = from; c < from + queries; c++) {
            row[c] *= magnitude;
          }
        }
      }
      List<List<Ranked>> ranked = world.linker(LinkerOptions.exact(5)).rankAll(world.mentions());
      for (int m = 0; m < 3; m++) {
        for (Ranked entity : ranked.get(m)) {
          float[] row = world.entities()[entity.index()];
          assertThat(entity.score().score())
              .isCloseTo(plain.score(world.mentions().get(m), row, 0).score(), within(1e-3f));
        }
      }
    }
  }

  @Test
  void valuesThatAreNotNumbersAreRefused() {
    World world = World.of(0, 2, 5);
    world.mentions().get(1).coarse()[0] = Float.NaN;
    assertThatThrownBy(() -> world.linker(LinkerOptions.exact(2)).rankAll(world.mentions()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    World huge = World.of(0, 2, 5);
    for (float[] row : huge.entities()) {
      row[0] = Float.MAX_VALUE;
      row[huge.layout().imageCls()] = -Float.MAX_VALUE;
    }
    huge.mentions().get(0).coarse()[0] = 10;
    huge.mentions().get(0).coarse()[huge.layout().imageCls()] = 10;
    for (LinkerOptions options :
        List.of(LinkerOptions.exact(2), LinkerOptions.exact(2).exhaustive())) {
      assertThatThrownBy(() -> huge.linker(options).rankAll(huge.mentions()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("candidate 0 is NaN");
    }
  }

  @Test
  void mentionsOfAnotherModelAreRefused() {
    World one = World.of(2, 1, 3);
    World other = World.of(6, 1, 3);
    assertThat(one.layout()).isNotEqualTo(other.layout());
    assertThatThrownBy(() -> one.linker(LinkerOptions.exact(1)).rankAll(other.mentions()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("values");
  }

  @Test
  void aKLargerThanTheTableReturnsTheTable() {
    World world = World.of(3, 2, 5);
    Linker linker = world.linker(LinkerOptions.exact(1_000_000_000));
    assertThat(linker.rankAll(world.mentions())).allMatch(ranked -> ranked.size() == 5);
    assertThat(linker.rankAll(List.of())).isEmpty();
    assertThat(linker.rankOf(List.of(), new int[0])).isEmpty();
  }

  @Test
  void optionsBelowOneAreRefused() {
    assertThatThrownBy(() -> LinkerOptions.exact(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LinkerOptions.exact(1).withThreads(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LinkerOptions.exact(1).reranking(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
