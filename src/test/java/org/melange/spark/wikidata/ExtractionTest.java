package org.melange.spark.wikidata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.kb.wikidata.WikidataItem;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.testing.LocalSpark;
import org.melange.testing.WikidataDump;
import org.melange.testing.WikidataEntity;

/** Dumps are read completely or refused. */
class ExtractionTest {

  private static final int ITEMS = 120;
  private static final WikidataDump DUMP = WikidataDump.ofItems(ITEMS);

  private static final int LARGE_ITEMS = 800;

  /** A dump of several blocks, even as a single stream of bzip2. */
  private static final WikidataDump LARGE = WikidataDump.ofItems(LARGE_ITEMS);

  private static final List<String> LANGUAGES = List.of("en", "de");

  @TempDir private Path dir;

  private final List<String> messages = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"dump.json", "dump.json.bz2", "dump.json.gz"})
  void everyItemIsReadOnce(String name) {
    assertThat(ids(extract(DUMP.write(dir.resolve(name), 30_000), 20_000)))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, ITEMS).boxed().toList());
  }

  @Test
  void terminatorsOfOtherSystemsEndLines() throws IOException {
    Path file = Files.writeString(dir.resolve("d.json"), DUMP.text().replace("\n", "\r\n"));
    assertThat(ids(extract(file, 50_000))).hasSize(ITEMS);
  }

  @Test
  void anEntityOfManyMegabytesIsRead() {
    Path file =
        WikidataDump.ofItems(3)
            .add(new WikidataEntity(4).label("fr", "x".repeat(20 << 20)).label("en", "four"))
            .write(dir.resolve("d.json.gz"));
    assertThat(ids(extract(file, 1 << 20))).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void itemsAreWrittenAsTheyAreRead() {
    WikidataItem item =
        ExtractSchema.item(
            extract(DUMP.write(dir.resolve("d.json")), 1 << 20)
                .items(LocalSpark.session())
                .filter("id = 7")
                .first());
    assertThat(item.revision()).isEqualTo(1_007);
    assertThat(item.sitelinks()).isEqualTo(1);
    assertThat(item.types()).containsExactly(5L);
    assertThat(item.labels()).extracting("text").containsExactly("item 7", "Ding 7");
    assertThat(item.descriptions()).extracting("text").containsExactly("the item \"7\"");
    assertThat(item.aliases()).extracting("text").containsExactly("no. 7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dump.json.gz", "dump.json.bz2", "dump.json"})
  void aTruncatedDumpIsRefused(String name) throws IOException {
    Path whole = WikidataDump.ofItems(12).write(dir.resolve("whole-" + name), 4_000);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = dir.resolve(name);
    for (int length = 1_000; length < bytes.length - 3; length += 1_000) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertRefused(cut);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dump.json.gz", "dump.json.bz2"})
  void aDumpThatEndsAtAStreamIsRefused(String name) throws IOException {
    WikidataDump dump = WikidataDump.ofItems(12);
    Path first = dir.resolve(name);
    byte[] all = Files.readAllBytes(dump.write(first, 2_000));
    byte[] magic = Arrays.copyOf(all, 3);
    int streams = 0;
    for (int end = 1; end < all.length; end++) {
      if (Arrays.equals(all, end, Math.min(all.length, end + 3), magic, 0, 3)) {
        Files.write(first, Arrays.copyOf(all, end));
        assertRefused(first);
        streams++;
      }
    }
    assertThat(streams).isGreaterThan(3);
  }

  /** One bit of the compressed file is changed: in a block, or in the mark that it begins with. */
  @ParameterizedTest
  @CsvSource({"20000, 30000", "1048576, 30000", "20000, 10000000", "1048576, 10000000"})
  void aDumpWithADamagedBlockIsRefused(int range, int stream) throws IOException {
    Path file = dir.resolve("d.json.bz2");
    byte[] whole = Files.readAllBytes(LARGE.write(file, stream));
    List<Integer> blocks = blocks(whole);
    assertThat(ids(extract(file, range))).hasSize(LARGE_ITEMS);
    assertThat(blocks).hasSizeGreaterThan(3);
    for (int block : List.of(blocks.get(0), blocks.get(2), blocks.get(blocks.size() - 1))) {
      for (int bit : new int[] {block, block + 47, block + 100, block + 5_000}) {
        byte[] bytes = whole.clone();
        bytes[bit / 8] ^= (byte) (0x80 >> bit % 8);
        Files.write(file, bytes);
        assertThatThrownBy(() -> extract(file, range))
            .as("bit %d of the block at %d", bit - block, block)
            .satisfies(error -> assertThat(inputError(error)).isEqualTo(ExitCode.INPUT));
      }
    }
  }

  /** The positions of the blocks, in bits. */
  private static List<Integer> blocks(byte[] file) {
    List<Integer> blocks = new ArrayList<>();
    long last = 0;
    for (int bit = 0; bit < 8 * file.length; bit++) {
      last = (last << 1 | (file[bit / 8] >> (7 - bit % 8) & 1)) & 0xFFFF_FFFF_FFFFL;
      if (last == 0x3141_5926_5359L) {
        blocks.add(bit - 47);
      }
    }
    return blocks;
  }

  private void assertRefused(Path file) {
    assertThatThrownBy(() -> extract(file, 5_000))
        .hasStackTraceContaining(file.getFileName().toString())
        .satisfies(error -> assertThat(inputError(error)).isEqualTo(ExitCode.INPUT));
  }

  private static ExitCode inputError(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof JobException job) {
        return job.exitCode();
      }
    }
    return ExitCode.FAILED;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"id\":\"Q1\"}\n]\n", "[\n{\"id\":\"Q1\"}\n]\n[\n]\n", "[\n[\n]\n", "\n"})
  void aFileThatIsNotOneDumpIsRefused(String text) throws IOException {
    assertRefused(Files.writeString(dir.resolve("d.json"), text));
  }

  @Test
  void aDumpWithoutEntitiesIsRefused() throws IOException {
    Path file = Files.writeString(dir.resolve("d.json"), "[\n]\n");
    assertThatThrownBy(() -> extract(file, 1_000)).hasMessageContaining("d.json] hold no entities");
  }

  @Test
  void finishedRangesAreNotReadAgain() throws IOException {
    Path file = DUMP.write(dir.resolve("d.json"));
    DumpPlan plan = plan(file, 20_000);
    extract(file, 20_000);
    ExtractFiles files = new ExtractFiles(dir.resolve("extract").toString());
    Files.delete(dir.resolve("extract/manifest.json"));
    Files.delete(Path.of(files.report(2)));
    List<String> before = outputs(files, plan);
    messages.clear();
    assertThat(ids(extract(file, 50_000))).hasSize(ITEMS).doesNotHaveDuplicates();
    assertThat(messages)
        .anyMatch(line -> line.contains(plan.ranges().size() - 1 + " of " + plan.ranges().size()));
    List<String> after = outputs(files, plan);
    assertThat(after).hasSameSizeAs(before);
    assertThat(after.get(2)).isNotEqualTo(before.get(2));
    after.remove(2);
    before.remove(2);
    assertThat(after).isEqualTo(before);
  }

  private static List<String> outputs(ExtractFiles files, DumpPlan plan) {
    return new ArrayList<>(
        files.reports(plan).stream()
            .map(report -> report.map(RangeReport::output).orElse(""))
            .toList());
  }

  @Test
  void aFinishedExtractIsUsedUnlessTheDumpChanged() throws IOException {
    Path file = DUMP.write(dir.resolve("d.json"));
    String version = extract(file, 20_000).manifest().version();
    messages.clear();
    assertThat(extract(file, 30_000).manifest().version()).isEqualTo(version);
    assertThat(messages).anyMatch(line -> line.contains("read before"));
    WikidataDump.ofItems(5).write(file);
    assertThat(ids(extract(file, 20_000))).hasSize(5);
  }

  @Test
  void aDamagedExtractIsReadAgain() throws IOException {
    Path file = DUMP.write(dir.resolve("d.json"));
    Extract extract = extract(file, 1 << 20);
    String item = extract.manifest().requireFiles("").paths().get(0);
    Files.delete(dir.resolve("extract").resolve(item));
    assertThat(ids(extract(file, 1 << 20))).hasSize(ITEMS);
    assertThat(messages).anyMatch(line -> line.contains("damaged"));
  }

  @Test
  void theLastRangesAreSmaller() {
    DumpFile file = new DumpFile("d.json.bz2", 1_000, 0);
    assertThat(DumpPlan.of(List.of(file), LANGUAGES, 300, 100).ranges())
        .containsExactly(
            new DumpRange(0, 0, 300),
            new DumpRange(0, 300, 600),
            new DumpRange(0, 600, 900),
            new DumpRange(0, 900, 1_000));
    assertThat(DumpPlan.of(List.of(file), LANGUAGES, 250, 100).ranges())
        .extracting(DumpRange::bytes)
        .containsExactly(250L, 250L, 250L, 100L, 100L, 50L);
  }

  @Test
  void anUnsplitFileSaysThatItIsReadAgain() {
    extract(DUMP.write(dir.resolve("d.json.gz")), 1_000);
    assertThat(messages).anyMatch(line -> line.contains("d.json.gz") && line.contains("again"));
  }

  private Extract extract(Path file, long bytes) {
    return new Extraction(LocalSpark.session(), dir.resolve("extract").toString(), messages::add)
        .run(plan(file, bytes));
  }

  private static DumpPlan plan(Path file, long bytes) {
    return DumpPlan.of(DumpPlan.list(file.toString()), LANGUAGES, bytes, bytes);
  }

  private static List<Long> ids(Extract extract) {
    return extract.items(LocalSpark.session()).select("id").collectAsList().stream()
        .map((Row row) -> row.getLong(0))
        .sorted()
        .toList();
  }
}
