package org.melange.link.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.job.bench.LinkerBenchmark;
import org.melange.job.bench.SyntheticRows;
import org.melange.link.row.CosineLayout;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.RowLayout;
import org.melange.link.row.TokenLayout;
import org.melange.link.score.HeadProduct;
import org.melange.link.score.Linker;
import org.melange.link.score.LinkerOptions;
import org.melange.run.JobException;

/** Graphs of entities in clusters: what is found by them, and what is wrong with a file. */
class HnswFileTest {

  private static final RowLayout LAYOUT = new RowLayout(40, 16, 12, 3);
  private static final int SIZE = 2000;
  private static final LinkerOptions EXACT = LinkerOptions.exact(10);
  private static final String SUM = ChecksumVerification.sha256("segments");

  @TempDir private static Path dir;

  private static SyntheticRows rows;
  private static EntityTable table;
  private static byte[] file;
  private static List<MentionRow> mentions;

  @BeforeAll
  static void makeTable() {
    rows = new SyntheticRows(LAYOUT, 1, 0, 0).clustered(20);
    table = TemporaryTable.write(dir, LAYOUT, Precision.FLOAT16, SIZE, HnswFileTest::row);
    file = HnswBuilder.build(table.rows(), SUM);
    mentions = LongStream.range(0, 70).mapToObj(rows::mention).toList();
  }

  private static float[] row(int index) {
    return rows.entity(index, Precision.FLOAT16);
  }

  @Test
  void theSameRowsGiveTheSameFile() {
    assertThat(HnswBuilder.build(table.rows(), SUM)).isEqualTo(file);
    assertThat(file.length).isLessThan(150 * SIZE);
  }

  @Test
  void mostOfTheNearestAreFoundAndScoredExactly() {
    Linker exact = new Linker(table, LAYOUT, EXACT);
    Linker approximate = linker(EXACT.indexed(100));
    List<List<Linker.Ranked>> best = exact.rankAll(mentions);
    List<List<Linker.Ranked>> found = approximate.rankAll(mentions);
    assertThat(LinkerBenchmark.recall(best, found)).isGreaterThan(0.95);
    assertThat(
            LinkerBenchmark.share(exact.nearest(mentions, 10), approximate.nearest(mentions, 10)))
        .isGreaterThan(0.95);
    for (int m = 0; m < mentions.size(); m++) {
      List<String> qids = found.get(m).stream().map(entity -> table.qid(entity.index())).toList();
      assertThat(found.get(m))
          .isEqualTo(exact.rank(mentions.get(m), table.indicesOf(qids)))
          .hasSize(10);
    }
  }

  @Test
  void whatIsFoundDoesNotDependOnBatchOrThreads() {
    LinkerOptions options = EXACT.indexed(30);
    List<List<Linker.Ranked>> together = linker(options.withThreads(3)).rankAll(mentions);
    for (int m = 0; m < mentions.size(); m++) {
      assertThat(linker(options).rankAll(List.of(mentions.get(m))))
          .containsExactly(together.get(m));
    }
  }

  @Test
  void aSearchThatKeepsAllInViewIsExact() {
    assertThat(linker(EXACT.indexed(SIZE)).rankAll(mentions))
        .isEqualTo(new Linker(table, LAYOUT, EXACT).rankAll(mentions));
  }

  @Test
  void ranksAreExactWhateverTheSearch() {
    int[] golds = LongStream.range(0, mentions.size()).mapToInt(m -> (int) m * 7).toArray();
    assertThat(linker(EXACT.indexed(1)).rankOf(mentions, golds))
        .isEqualTo(new Linker(table, LAYOUT, EXACT).rankOf(mentions, golds));
  }

  @Test
  void graphsBehindEachOtherFindTheBestOfAll() {
    EntityTable first = part("first", 0, 700);
    EntityTable second = part("second", 700, SIZE);
    List<HnswFile> graphs =
        List.of(
            graph(HnswBuilder.build(first.rows(), SUM)),
            graph(HnswBuilder.build(second.rows(), SUM)));
    Linker linker =
        new Linker(
            table.indexedBy(new HnswIndex(table.rows(), graphs)), LAYOUT, EXACT.indexed(100));
    assertThat(
            LinkerBenchmark.recall(
                new Linker(table, LAYOUT, EXACT).rankAll(mentions), linker.rankAll(mentions)))
        .isGreaterThan(0.95);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 30, 700})
  void amongSomeMostOfTheNearestAreFound(int step) {
    List<HnswFile> graphs = List.of(graph(file));
    EntityTable some =
        table.indexedBy(new HnswIndex(table.rows(), graphs)).among(qid -> qid % step == 0);
    Linker exact = new Linker(some, LAYOUT, EXACT);
    assertThat(
            LinkerBenchmark.recall(
                exact.rankAll(mentions),
                new Linker(some, LAYOUT, EXACT.indexed(100)).rankAll(mentions)))
        .isGreaterThan(step == 2 ? 0.95 : 0.999);
    assertThat(new Linker(some, LAYOUT, EXACT.indexed(SIZE)).rankAll(mentions))
        .isEqualTo(exact.rankAll(mentions));
  }

  private static EntityTable part(String name, int from, int to) {
    Path folder = dir.resolve(name);
    assertThat(folder.toFile().mkdir()).isTrue();
    return TemporaryTable.write(
        folder, LAYOUT, Precision.FLOAT16, to - from, index -> row(from + index));
  }

  @ParameterizedTest
  @EnumSource
  void aProductIsTheScoreWithEveryContextInItsAxis(Precision precision) {
    for (EntityLayout layout : List.of(LAYOUT, new TokenLayout(7, 5, 3), new CosineLayout(9))) {
      Path folder = dir.resolve(precision + layout.code().substring(0, 5));
      assertThat(folder.toFile().mkdir()).isTrue();
      SyntheticRows some = new SyntheticRows(layout, 2, 3, 4);
      EntityTable small =
          TemporaryTable.write(folder, layout, precision, 90, i -> some.entity(i, precision));
      HeadProduct product = new HeadProduct(small.rows());
      for (long m = 0; m < 5; m++) {
        float[] query = product.query(some.mention(m));
        int[] best = new Linker(small, layout, EXACT).nearest(List.of(some.mention(m)), 90).get(0);
        List<Float> products = new ArrayList<>();
        Arrays.stream(best).forEach(index -> products.add(-product.of(query, index)));
        for (int i = 1; i < best.length; i++) {
          assertThat(products.get(i)).isGreaterThanOrEqualTo(products.get(i - 1) - 1e-4f);
        }
      }
    }
  }

  @Test
  void rowsOfAZeroShotModelAreFoundLikeOthers() {
    CosineLayout layout = new CosineLayout(32);
    SyntheticRows cosines = new SyntheticRows(layout, 6, 0, 0).clustered(20);
    Path folder = dir.resolve("cosines");
    assertThat(folder.toFile().mkdir()).isTrue();
    EntityTable some =
        TemporaryTable.write(
            folder, layout, Precision.INT8, SIZE, i -> cosines.entity(i, Precision.INT8));
    List<HnswFile> graphs = List.of(graph(HnswBuilder.build(some.rows(), SUM)));
    List<MentionRow> asked = LongStream.range(0, 40).mapToObj(cosines::mention).toList();
    Linker approximate =
        new Linker(some.indexedBy(new HnswIndex(some.rows(), graphs)), layout, EXACT.indexed(200));
    assertThat(
            LinkerBenchmark.recall(
                new Linker(some, layout, EXACT).rankAll(asked), approximate.rankAll(asked)))
        .isGreaterThan(0.9);
  }

  @Test
  void aTableWithoutAnIndexIsNotSearchedByOne() {
    assertThatThrownBy(() -> new Linker(table, LAYOUT, EXACT.indexed(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no index");
    EntityTable empty = new EntityTable.Builder("v", "kb", LAYOUT).build();
    assertThat(new Linker(empty, LAYOUT, EXACT.indexed(5)).rankAll(mentions.subList(0, 2)))
        .containsExactly(List.of(), List.of());
  }

  @Test
  void filesThatCannotBeRightSayWhatIsWrong() {
    assertBroken(changed(0, 'm'), "is not a graph of an entity table");
    assertBroken(Arrays.copyOf(file, 5), "is truncated");
    assertBroken(Arrays.copyOf(file, 100), "is truncated");
    assertBroken(Arrays.copyOf(file, file.length - 1), "is truncated or was added to");
    assertBroken(Arrays.copyOf(file, file.length + 1), "is truncated or was added to");
    assertBroken(changed(12, 9), "has format 9, this version reads 1");
    assertBroken(changed(20, 1), "has a damaged header");
    ByteBuffer bigEndian = ByteBuffer.wrap(file.clone());
    assertBroken(
        bigEndian.putInt(8, Integer.reverseBytes(bigEndian.getInt(8))).array(), "big-endian");
    ByteBuffer astray = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
    assertBroken(
        astray.putInt(HnswHeader.BYTES + Integer.BYTES, SIZE).array(), "has a link to " + SIZE);
    assertBroken(astray.putInt(HnswHeader.BYTES, 33).array(), "has a node of 33 links");
  }

  private static void assertBroken(byte[] broken, String fault) {
    assertThatThrownBy(() -> graph(broken).requireLinks())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }

  private static byte[] changed(int at, int value) {
    byte[] changed = file.clone();
    changed[at] = (byte) value;
    return changed;
  }

  @Test
  void aGraphOfOtherSegmentsIsRefused() throws Exception {
    Path folder = Files.createDirectory(dir.resolve("other"));
    TableFiles files = segment(folder);
    write(folder, HnswBuilder.build(table.rows(), SUM));
    assertRefused(folder, files, "is a graph of other segments");
    write(folder, HnswBuilder.build(MappedTable.open(folder, files).rows(), SUM));
    assertRefused(folder, files, "is a graph of other segments");
    write(folder, HnswBuilder.build(MappedTable.open(folder, files).rows(), files.sum()));
    assertThat(MappedTable.open(folder, indexed(files, 1)).index()).isPresent();
    assertThat(MappedTable.open(folder, indexed(files, 1), 100).index()).isEmpty();
    assertThatThrownBy(() -> MappedTable.open(folder, indexed(files, 0)))
        .isInstanceOf(JobException.class);
  }

  private static TableFiles segment(Path folder) throws Exception {
    SegmentBuilder segment = new SegmentBuilder(LAYOUT, Precision.FLOAT16);
    for (int i = 1; i <= 50; i++) {
      segment.add("Q" + i, "", null, row(i));
    }
    byte[] bytes = segment.build();
    Files.write(folder.resolve("0.segment"), bytes);
    String sum = ChecksumVerification.sha256(ByteBuffer.wrap(bytes));
    return new TableFiles(
        "v",
        "kb",
        "model",
        LAYOUT,
        Precision.FLOAT16,
        List.of(new TableFiles.File("0.segment", 50, 1, 50, bytes.length, sum)));
  }

  private static void write(Path folder, byte[] graph) throws Exception {
    Files.write(folder.resolve("0.graph"), graph);
  }

  private static TableFiles indexed(TableFiles files, int segments) {
    return files.indexedBy(List.of(new TableFiles.Graph("0.graph", segments, 0, "")));
  }

  private static void assertRefused(Path folder, TableFiles files, String fault) {
    assertThatThrownBy(() -> MappedTable.open(folder, indexed(files, 1)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(fault)
        .hasMessageContaining("embed the knowledge base again");
  }

  private static Linker linker(LinkerOptions options) {
    return new Linker(
        table.indexedBy(new HnswIndex(table.rows(), List.of(graph(file)))), LAYOUT, options);
  }

  private static HnswFile graph(byte[] bytes) {
    return new HnswFile(ByteBuffer.wrap(bytes));
  }
}
