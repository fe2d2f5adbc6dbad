package org.melange.kb.name;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.melange.corpus.MimicPostParser;
import org.melange.corpus.ParsedPost;
import org.melange.corpus.Post;
import org.melange.kb.Entity;
import org.melange.kb.JsonlEntityParser;
import org.melange.kb.MimicEntityReader;
import org.melange.kb.ParsedEntity;
import org.melange.testing.DevelopmentData;

/** The entities and mentions of the data sets for development. */
final class DevelopmentEntities {

  /** A mention and the entity it stands for. */
  record Labelled(String mention, String qid) {}

  private DevelopmentEntities() {}

  static boolean present(String set) {
    return DevelopmentData.file(set + "/kb_entity.json").isPresent()
        && DevelopmentData.file("entities/entities.jsonl.gz").isPresent();
  }

  /** The knowledge base of {@code set} with the pool of distractors. */
  static Collection<Entity> entities(String set) {
    Map<String, Entity> entities = new LinkedHashMap<>();
    try (InputStream input = open(set + "/kb_entity.json")) {
      MimicEntityReader.read(input).forEachRemaining(parsed -> put(parsed, entities));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JsonlEntityParser parser = new JsonlEntityParser();
    try (InputStream input = new GZIPInputStream(open("entities/entities.jsonl.gz"))) {
      BufferedReader lines = new BufferedReader(new InputStreamReader(input, UTF_8));
      lines.lines().forEach(line -> put(parser.parse(line), entities));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entities.values();
  }

  static List<Name> names(Collection<Entity> entities) {
    return entities.stream().flatMap(entity -> EntityNames.of(entity).stream()).toList();
  }

  /** The labelled mentions of the training and development splits. */
  static List<Labelled> mentions(String set) {
    return posts(set).stream()
        .map(
            post -> new Labelled(post.mentions().orElseThrow().get(0).text(), answer(post.extra())))
        .toList();
  }

  /** The training and development splits: posts of one labelled mention. */
  static List<Post> posts(String set) {
    List<Post> all = new ArrayList<>();
    for (String split : List.of("train", "dev")) {
      try (InputStream input = open(set + "/" + set + "_" + split + ".json")) {
        Iterator<ParsedPost> posts = MimicPostParser.parse(input);
        posts.forEachRemaining(
            post ->
                post.fold(
                    accepted -> all.add(accepted.post()), deleted -> false, rejected -> false));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  private static String answer(String extra) {
    try {
      return new JsonMapper().readTree(extra).get("answer").textValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(ParsedEntity parsed, Map<String, Entity> entities) {
    parsed.fold(
        accepted -> entities.putIfAbsent(accepted.entity().qid(), accepted.entity()),
        rejected -> {
          throw new AssertionError(rejected.rejection());
        });
  }

  private static InputStream open(String name) throws IOException {
    Path path = DevelopmentData.file(name).orElseThrow();
    return new BufferedInputStream(Files.newInputStream(path));
  }
}
