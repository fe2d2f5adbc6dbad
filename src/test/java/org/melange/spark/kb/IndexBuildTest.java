package org.melange.spark.kb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.MentionSettings;
import org.melange.config.VerifySettings.Checksums;
import org.melange.kb.Entity;
import org.melange.kb.Qids;
import org.melange.kb.index.NameIndexBuilder;
import org.melange.kb.name.CandidateIndex;
import org.melange.kb.name.EntityNames;
import org.melange.kb.name.MentionFinder;
import org.melange.kb.name.Name;
import org.melange.link.lexical.LexicalIndexBuilder;
import org.melange.link.lexical.LexicalLinker;
import org.melange.link.lexical.LexicalWeights;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.row.Schemas;
import org.melange.testing.LocalSpark;

/** The index that executors build in ranges, against one that is built in memory. */
class IndexBuildTest {

  private static final String[] WORDS = {
    "Paris", "Lyon", "São", "Hill", "river", "of", "the", "北京", "서울", "O'Neill", "U.S.", "🌍",
    "\uFB01x"
  };

  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir private Path dir;

  @Test
  void givesTheSameWhateverTheRangesAndTheOrder() {
    List<Entity> entities = entities(150);
    EntityIndex ranged = write(entities, 40, "ranged").index().load();
    EntityIndex whole = write(entities, IndexBuild.RANGE, "whole").index().load();
    List<Name> names = entities.stream().flatMap(e -> EntityNames.of(e).stream()).toList();
    CandidateIndex plain = new CandidateIndex(NameIndexBuilder.of(names));
    LexicalLinker linker = linker(plain, entities);
    MentionFinder finder =
        new MentionFinder(
            NameIndexBuilder.of(names),
            new MentionFinder.Settings(
                2, 2, false, MentionFinder.Settings.DEFAULT.stopWords(), true));
    MentionSettings rules = new MentionSettings(2, 2, false, List.of(), 100);
    for (EntityIndex index : List.of(ranged, whole)) {
      LexicalLinker mapped =
          new LexicalLinker(index.candidates(), index.lexical(), LexicalWeights.shipped(), 30);
      Random random = new Random(47);
      for (int i = 0; i < 60; i++) {
        String text = phrase(random) + " " + phrase(random);
        String mention = phrase(random);
        assertThat(index.candidates().candidates(mention, 20))
            .isEqualTo(plain.candidates(mention, 20));
        assertThat(index.finder(rules).find(text)).isEqualTo(finder.find(text));
        assertThat(mapped.rank(mention, text).scores())
            .isEqualTo(linker.rank(mention, text).scores());
      }
      for (Entity entity : entities) {
        long qid = Qids.number(entity.qid());
        assertThat(index.texts().label(qid)).isEqualTo(entity.label());
        assertThat(index.texts().description(qid)).isEqualTo(entity.description().strip());
      }
      assertThat(index.texts().label(999_999)).isEmpty();
    }
  }

  @Test
  void damageOfAnyFileIsDetected() throws IOException {
    write(entities(30), 20, "kb");
    List<Path> files;
    try (Stream<Path> found = Files.list(dir.resolve("kb/index"))) {
      files = found.toList();
    }
    assertThat(files).hasSizeGreaterThan(10).allMatch(file -> file.toString().endsWith(".index"));
    for (Path file : files) {
      byte[] sound = Files.readAllBytes(file);
      byte[] changed = sound.clone();
      changed[sound.length / 3] ^= 1;
      Files.write(file, changed);
      assertRefused("index/" + file.getFileName() + " is not the file that its manifest lists");
      Files.delete(file);
      assertRefused("index/" + file.getFileName() + " does not exist");
      Files.write(file, sound);
    }
    assertThat(open().index().load().candidates().size()).isPositive();
  }

  @Test
  void aKnowledgeBaseWithoutAnIndexIsRefused() throws IOException {
    KnowledgeBase base = write(entities(5), 20, "kb");
    Map<String, Object> facts = new TreeMap<>(base.manifest().facts());
    facts.remove("index_format");
    rewrite(base, facts);
    assertThatThrownBy(this::open)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("has no index of names: an earlier version of Melange wrote it")
        .hasMessageContaining("import it again with jobs/import-kb");
    facts.put("index_format", "999");
    rewrite(base, facts);
    assertThatThrownBy(this::open).hasMessageContaining("in format 999, this version reads 1");
  }

  private void rewrite(KnowledgeBase base, Map<String, Object> facts) throws IOException {
    Manifest manifest = base.manifest();
    Path file = dir.resolve("kb").resolve(Manifest.FILE);
    Files.deleteIfExists(file.resolveSibling("." + Manifest.FILE + ".crc"));
    Files.writeString(
        file, new Manifest(manifest.kind(), manifest.version(), facts, manifest.files()).toJson());
  }

  private KnowledgeBase open() {
    return KnowledgeBase.open(dir.resolve("kb").toString(), Checksums.ALWAYS);
  }

  private void assertRefused(String fault) {
    assertThatThrownBy(this::open).isInstanceOf(JobException.class).hasMessageContaining(fault);
  }

  private static LexicalLinker linker(CandidateIndex candidates, List<Entity> entities) {
    return new LexicalLinker(
        candidates, LexicalIndexBuilder.of(entities), LexicalWeights.shipped(), 30);
  }

  private KnowledgeBase write(List<Entity> entities, int range, String name) {
    List<Row> rows = new ArrayList<>(entities.stream().map(EntityCodec::toRow).toList());
    java.util.Collections.shuffle(rows, new Random(range));
    Dataset<Row> table = SPARK.createDataFrame(rows, Schemas.ENTITY).repartition(2);
    return KnowledgeBase.write(
        table, dir.resolve(name).toString(), EntityNames.FULL_POPULARITY, Map.of(), range);
  }

  private static List<Entity> entities(int count) {
    Random random = new Random(43);
    List<Entity> entities = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      entities.add(
          new Entity(
              "Q" + i * 7,
              phrase(random),
              random.nextInt(4) == 0 ? "" : phrase(random),
              random.nextBoolean() ? List.of() : List.of(phrase(random), phrase(random)),
              List.of(),
              random.nextInt(50),
              List.of(),
              List.of()));
    }
    return entities;
  }

  private static String phrase(Random random) {
    List<String> words = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      words.add(WORDS[random.nextInt(WORDS.length)]);
    }
    return String.join(" ", words);
  }
}
