package org.melange.link.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.link.row.EntityTable;
import org.melange.link.row.RowLayout;
import org.melange.run.JobException;
import org.melange.run.Manifest;

/** What a manifest says of a table's files, and whether the files are so. */
class TableFilesTest {

  private static final RowLayout LAYOUT = new RowLayout(6, 5, 3, 3);

  @TempDir private Path dir;
  private Path segments;
  private Path notes;
  private TableFiles files;

  /** Two segments of ten entities each, and a graph of both. */
  @BeforeEach
  void write() throws IOException {
    segments = Files.createDirectory(dir.resolve("segments"));
    notes = Files.createDirectory(dir.resolve("notes"));
    List<TableFiles.File> written = List.of(segment("0.segment", 1), segment("1.segment", 11));
    TableFiles plain =
        new TableFiles("", "kb".repeat(10), "model7", LAYOUT, Precision.FLOAT16, written);
    byte[] graph = HnswBuilder.build(MappedTable.open(segments, plain).rows(), plain.sum());
    Files.write(segments.resolve("0.graph"), graph);
    files = plain.indexedBy(List.of(graphOf(graph))).versioned();
  }

  private static TableFiles.Graph graphOf(byte[] graph) {
    return new TableFiles.Graph(
        "0.graph", 2, graph.length, ChecksumVerification.sha256(ByteBuffer.wrap(graph)));
  }

  private TableFiles.File segment(String name, int first) throws IOException {
    SegmentBuilder segment = new SegmentBuilder(LAYOUT, Precision.FLOAT16);
    for (int q = first; q < first + 10; q++) {
      float[] row = new float[LAYOUT.width()];
      row[0] = q;
      segment.add("Q" + q, "label " + q, null, row);
    }
    byte[] bytes = segment.build();
    Files.write(segments.resolve(name), bytes);
    return new TableFiles.File(
        name,
        segment.entities(),
        segment.first(),
        segment.last(),
        bytes.length,
        ChecksumVerification.sha256(ByteBuffer.wrap(bytes)));
  }

  @Test
  void aManifestIsReadAsItWasWritten() {
    Manifest manifest = Manifest.parse(files.manifest().toJson(), "here", TableFiles.KIND);
    assertThat(TableFiles.of(manifest, "here")).isEqualTo(files);
    assertThat(manifest.fact("entities")).hasValue("20");
    assertThat(manifest.fact("precision")).hasValue("float16");
  }

  @Test
  void theVersionFollowsTheContent() {
    assertThat(files.version()).startsWith("kbkbkbkbkbkbkbkb-model7-").hasSize(16 + 1 + 6 + 1 + 8);
    assertThat(files.versioned().version()).isEqualTo(files.version());
    assertThat(files.part(0, 1).versioned().version()).isNotEqualTo(files.version());
    assertThat(files.indexedBy(List.of()).versioned().version()).isNotEqualTo(files.version());
  }

  @Test
  void countsAreSumsOverFiles() {
    assertThat(files.entities()).isEqualTo(20);
    assertThat(files.bytes())
        .isEqualTo(files.segments().get(0).bytes() + files.segments().get(1).bytes());
    assertThat(files.graphBytes()).isEqualTo(files.graphs().get(0).bytes());
    assertThat(files.names()).containsExactly("0.segment", "1.segment", "0.graph");
    assertThat(files.listing().paths())
        .containsExactlyInAnyOrder("segments/0.segment", "segments/1.segment", "segments/0.graph");
    assertThat(files.part(1, 2).segments()).containsExactly(files.segments().get(1));
    assertThat(files.part(1, 2).graphs()).isEmpty();
  }

  @Test
  void manifestsOfAnotherFormatOrWithMissingFactsAreRefused() {
    assertRefused(change("table_format", 99), "has format 99, this version reads 1");
    assertRefused(change("layout", "nonsense"), "has a damaged manifest");
    assertRefused(change("model_version", null), "has a damaged manifest");
    assertRefused(change("model_version", "model8"), "it says " + files.version());
  }

  private Manifest change(String fact, Object value) {
    Map<String, Object> facts = new HashMap<>(files.manifest().facts());
    facts.put(fact, value);
    facts.values().removeIf(java.util.Objects::isNull);
    return new Manifest(TableFiles.KIND, files.version(), facts).listing(files.listing());
  }

  private static void assertRefused(Manifest manifest, String fault) {
    assertThatThrownBy(() -> TableFiles.of(manifest, "table"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void aTableIsMappedAtOnceOrInAWindow() {
    for (long maxBytes : new long[] {Long.MAX_VALUE, files.bytes(), 1}) {
      EntityTable table = MappedTable.open(segments, files, maxBytes);
      assertThat(table.size()).isEqualTo(20);
      assertThat(table.qid(10)).isEqualTo("Q11");
      assertThat(table.label(19)).isEqualTo("label 20");
      float[] row = new float[LAYOUT.width()];
      for (int index : new int[] {0, 15, 3, 19}) {
        table.rows().read(index, 0, row, 0);
        assertThat(row[0]).isEqualTo(index + 1);
      }
      assertThat(table.index().isPresent()).isEqualTo(maxBytes == Long.MAX_VALUE);
    }
  }

  @Test
  void segmentsThatAreNotThoseOfTheManifestAreNamed() throws IOException {
    TableFiles.File first = files.segments().get(0);
    assertUnopened(with(copy(first, 9, 1, 10, first.bytes())), "has 10 entities");
    assertUnopened(with(copy(first, 10, 2, 10, first.bytes())), "other entities at its ends");
    assertUnopened(with(copy(first, 10, 1, 11, first.bytes())), "other entities at its ends");
    assertUnopened(with(copy(first, 10, 1, 10, 3)), "has " + first.bytes() + " bytes");
    assertUnopened(
        new TableFiles(
            "v", "kb", "m", new RowLayout(6, 5, 3, 4), Precision.FLOAT16, files.segments()),
        "has rows published:6,5,3,3");
    assertUnopened(
        new TableFiles("v", "kb", "m", LAYOUT, Precision.INT8, files.segments()),
        "has rows in float16");
    assertUnopened(with(files.segments().get(1)), "cannot be right: Q11 comes behind Q20");
    Files.delete(segments.resolve("0.segment"));
    assertUnopened(files, "0.segment does not exist");
  }

  private static TableFiles.File copy(
      TableFiles.File file, int entities, long first, long last, long bytes) {
    return new TableFiles.File(file.name(), entities, first, last, bytes, file.sha256());
  }

  /** A table with another first segment and no graphs. */
  private TableFiles with(TableFiles.File first) {
    List<TableFiles.File> changed = new ArrayList<>(files.segments());
    changed.set(0, first);
    return new TableFiles("v", "kb", "m", LAYOUT, Precision.FLOAT16, changed);
  }

  private void assertUnopened(TableFiles table, String fault) {
    assertThatThrownBy(() -> MappedTable.open(segments, table))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(fault)
        .hasMessageContaining("embed the knowledge base again");
  }

  @Test
  void filesAreReadOnceUnlessTheyWereTouched() throws IOException {
    assertThat(ChecksumVerification.check(segments, files, notes)).isTrue();
    assertThat(ChecksumVerification.check(segments, files, notes)).isFalse();
    assertThat(ChecksumVerification.check(segments, files, notes, true)).isTrue();
    Files.setLastModifiedTime(segments.resolve("1.segment"), FileTime.fromMillis(1_000_000));
    assertThat(ChecksumVerification.check(segments, files, notes)).isTrue();
    assertThat(ChecksumVerification.check(segments, files, notes)).isFalse();
  }

  @Test
  void aChangedByteIsFound() throws IOException {
    Path file = segments.resolve("1.segment");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> ChecksumVerification.check(segments, files, notes))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("1.segment is not the file that the manifest names");
    assertThat(notes).isEmptyDirectory();
    Files.delete(file);
    assertThatThrownBy(() -> ChecksumVerification.check(segments, files, notes))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("1.segment does not exist");
  }

  @Test
  void rowsThatCannotBeRightAreFoundEvenIfTheSumIsRight() throws IOException {
    SegmentBuilder segment = new SegmentBuilder(LAYOUT, Precision.FLOAT16);
    float[] row = new float[LAYOUT.width()];
    row[LAYOUT.mixed(org.melange.link.row.Modality.TEXT)] = 1; // its norm says 0
    segment.add("Q1", "", null, row);
    byte[] bytes = segment.build();
    Files.write(segments.resolve("0.segment"), bytes);
    String sum = ChecksumVerification.sha256(ByteBuffer.wrap(bytes));
    TableFiles table =
        new TableFiles(
            "v",
            "kb",
            "m",
            LAYOUT,
            Precision.FLOAT16,
            List.of(new TableFiles.File("0.segment", 1, 1, 1, bytes.length, sum)));
    assertThatThrownBy(() -> ChecksumVerification.check(segments, table, notes))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("holds a norm of 0.0");
  }

  @Test
  void sumsAreSha256() {
    assertThat(ChecksumVerification.sha256("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
