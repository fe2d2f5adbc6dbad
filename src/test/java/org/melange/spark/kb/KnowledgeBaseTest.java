package org.melange.spark.kb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.config.VerifySettings.Checksums;
import org.melange.job.SmallWorld;
import org.melange.run.ExitCode;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.input.ReadErrors;
import org.melange.spark.io.FileChecksums;
import org.melange.spark.io.ListedFiles;
import org.melange.spark.io.OutputDirectory;
import org.melange.testing.LocalSpark;

/** A knowledge base whose files are not those that its manifest lists is refused. */
class KnowledgeBaseTest {

  private static SmallWorld world;

  @TempDir private Path dir;
  private Path kb;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  @BeforeEach
  void copy() throws IOException {
    // brackets would be a pattern, which names another directory
    kb = SmallWorld.copy(world.kb(), dir.resolve("kb[1]"));
  }

  @Test
  void theManifestListsEveryFileThatIsRead() throws IOException {
    KnowledgeBase opened = open(Checksums.ALWAYS);
    FileListing files = opened.manifest().requireFiles("kb");
    assertThat(files.under("names").paths()).hasSameSizeAs(parquet("names"));
    assertThat(files.under("entities").paths()).hasSameSizeAs(parquet("entities"));
    assertThat(opened.names(LocalSpark.session()).count())
        .isEqualTo(Long.parseLong(opened.manifest().fact("names").orElseThrow()));
    assertThat(opened.entities(LocalSpark.session()).count())
        .isEqualTo(Long.parseLong(opened.manifest().fact("entities").orElseThrow()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"names", "entities"})
  void anErrorNamesAMissingEmptyOrTruncatedFile(String part) throws IOException {
    Path file = parquet(part).get(0);
    byte[] sound = Files.readAllBytes(file);
    String name = part + "/" + file.getFileName();
    Files.write(file, new byte[0]);
    assertRefused(Checksums.ONCE, name + " has 0 bytes, its manifest lists " + sound.length);
    Files.write(file, Arrays.copyOf(sound, sound.length - 1));
    assertRefused(Checksums.ONCE, name + " has " + (sound.length - 1) + " bytes");
    Files.delete(file);
    assertRefused(Checksums.ONCE, name + " does not exist");
    Files.write(file, sound);
    open(Checksums.ONCE);
    for (Path each : parquet(part)) {
      Files.delete(each);
    }
    Files.delete(kb.resolve(part + "/_SUCCESS"));
    Files.walk(kb.resolve(part))
        .filter(Files::isRegularFile)
        .forEach(each -> each.toFile().delete());
    Files.delete(kb.resolve(part));
    assertRefused(Checksums.ONCE, "does not exist");
  }

  @Test
  void aChangedFileIsDetectedByItsTimeOrByItsChecksum() throws IOException {
    Path file = withoutHadoopsOwnSum(parquet("names").get(0));
    open(Checksums.ONCE);
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
    open(Checksums.ONCE); // the same length and time as when it was checked
    assertRefused(Checksums.ALWAYS, "names/" + file.getFileName() + " is not the file");
    Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 5000));
    assertRefused(Checksums.ONCE, "names/" + file.getFileName() + " is not the file");
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
    open(Checksums.ONCE);
  }

  @Test
  void filesThatAreNotListedAreNotRead() throws IOException {
    long names = open(Checksums.ONCE).names(LocalSpark.session()).count();
    Path stray = kb.resolve("names/part-99999-stray.parquet");
    Files.copy(parquet("names").get(0), stray, StandardCopyOption.REPLACE_EXISTING);
    assertThat(open(Checksums.ALWAYS).names(LocalSpark.session()).count()).isEqualTo(names);
  }

  @Test
  void anEditedManifestAndOneOfAnEarlierFormatAreRejected() throws IOException {
    Path file = kb.resolve(Manifest.FILE);
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> open(Checksums.ONCE))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(kb + " is without a format in its manifest");
    withoutHadoopsOwnSum(file);
    String manifest = Files.readString(Path.of(world.kb(), Manifest.FILE));
    Files.writeString(file, manifest.replaceFirst("names/part-00000", "names/part-00001"));
    assertRefused(Checksums.ONCE, "manifest.json was edited or damaged");
    Files.writeString(file, manifest.replace("\"format\" : 2", "\"format\" : 1"));
    assertThatThrownBy(() -> open(Checksums.ONCE))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "knowledge base "
                + kb
                + " was written by an earlier version, whose manifest lists no files: run"
                + " jobs/import-kb again");
  }

  @Test
  void damageThatPassesVerificationIsAUserErrorThatNamesTheFile() throws IOException {
    Path file = withoutHadoopsOwnSum(parquet("names").get(0));
    withoutHadoopsOwnSum(kb.resolve(Manifest.FILE));
    Files.writeString(file, "no parquet at all");
    Manifest manifest =
        Manifest.parse(Files.readString(kb.resolve(Manifest.FILE)), "kb", "knowledge-base");
    FileListing listing = FileListing.of(kb, manifest.requireFiles("kb").paths());
    Files.writeString(kb.resolve(Manifest.FILE), manifest.listing(listing).toJson());
    Dataset<Row> names = open(Checksums.ALWAYS).names(LocalSpark.session());
    Throwable error = catchThrowable(names::collectAsList);
    assertThat(ReadErrors.of(error))
        .get()
        .isInstanceOfSatisfying(
            JobException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT);
              assertThat(e.getMessage())
                  .contains(file.getFileName().toString(), "is missing or damaged")
                  .doesNotContain("\n");
            });
  }

  @Test
  void anErrorOfAMachineIsNotBlamedOnAFile() {
    assertThat(ReadErrors.of(new IOException("Connection reset"))).isEmpty();
    assertThat(
            ReadErrors.of(
                new org.apache.spark.SparkException(
                    "FAILED_READ_FILE.NO_HINT",
                    scala.collection.immutable.Map$.MODULE$
                        .<String, String>empty()
                        .updated("path", "s3a://b/f"),
                    new IOException("Connection reset"))))
        .isEmpty();
  }

  @Test
  void executorsComputeTheChecksumsOfLargeDirectories() {
    LocalSpark.session();
    List<String> files =
        ListedFiles.within(kb.toString(), open(Checksums.ONCE).manifest().requireFiles("kb"));
    List<String> more = Stream.concat(files.stream(), Stream.of(kb + "/absent")).toList();
    assertThat(FileChecksums.of(more, Long.MAX_VALUE))
        .isEqualTo(FileChecksums.of(more, 0))
        .endsWith("");
    assertThat(FileChecksums.of(files, Long.MAX_VALUE))
        .containsExactlyElementsOf(
            open(Checksums.ONCE).manifest().requireFiles("kb").sums().values());
  }

  @Test
  void filesThatNoJobReadsAreListed() throws IOException {
    Path out = dir.resolve("out");
    LocalSpark.session().range(5).write().parquet(out + "/links");
    Files.writeString(out.resolve("notes.txt"), "of somebody");
    Manifest manifest =
        OutputDirectory.finish(out.toString(), new Manifest("links", "v", Map.of()));
    FileListing files = manifest.requireFiles("out");
    assertThat(files.paths())
        .isNotEmpty()
        .allMatch(path -> path.matches("links/part-.*[.]parquet"));
    assertThat(files.fault(out)).isEmpty();
    assertThat(Manifest.parse(Files.readString(out.resolve(Manifest.FILE)), "out", "links").files())
        .contains(files);
  }

  private KnowledgeBase open(Checksums checksums) {
    return KnowledgeBase.open(kb.toString(), checksums);
  }

  private void assertRefused(Checksums checksums, String fault) {
    assertThatThrownBy(() -> open(checksums))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageStartingWith("knowledge base " + kb + " is damaged: ")
        .hasMessageContaining(fault)
        .hasMessageEndingWith("run jobs/import-kb again");
  }

  private List<Path> parquet(String part) throws IOException {
    try (Stream<Path> files = Files.list(kb.resolve(part))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  /**
   * On a local file system Hadoop keeps a sum beside each file, by which it notices much itself.
   */
  private static Path withoutHadoopsOwnSum(Path file) throws IOException {
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    return file;
  }
}
