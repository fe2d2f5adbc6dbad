package org.melange.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.melange.sample.flag.FlagSpec;

/** The entities of the sample, in the order of their file, and the names that they share. */
public final class SampleEntities {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<SampleEntity> all;
  private final Map<String, List<SampleEntity>> byName = new LinkedHashMap<>();

  private SampleEntities(List<SampleEntity> all) {
    this.all = List.copyOf(all);
    for (SampleEntity entity : all) {
      entity.names().forEach(n -> byName.computeIfAbsent(n, k -> new ArrayList<>()).add(entity));
    }
  }

  /**
   * Reads the entities that ship with Melange.
   *
   * @throws IllegalArgumentException if an entity is invalid; the message contains its line
   */
  public static SampleEntities load() {
    List<SampleEntity> entities = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (String line : SampleResources.lines("entities.jsonl")) {
      SampleEntity entity = parse(line);
      if (!seen.add(entity.qid())) {
        throw new IllegalArgumentException(entity.qid() + " occurs twice");
      }
      entities.add(entity);
    }
    return new SampleEntities(entities);
  }

  /** All entities. */
  public List<SampleEntity> all() {
    return all;
  }

  /**
   * The entity {@code qid}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public SampleEntity withQid(String qid) {
    return all.stream()
        .filter(entity -> entity.qid().equals(qid))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no entity " + qid));
  }

  /** The entities with a flag. */
  public List<SampleEntity> drawable() {
    return all.stream().filter(e -> e.flag().isPresent()).toList();
  }

  /**
   * The entities with a flag that share a name with another such entity: only the image tells them
   * apart.
   */
  public List<SampleEntity> contested() {
    return drawable().stream()
        .filter(e -> e.names().stream().anyMatch(name -> flagsNamed(name) > 1))
        .toList();
  }

  /** The number of entities with a flag and this name. */
  public long flagsNamed(String name) {
    return named(name).stream().filter(e -> e.flag().isPresent()).count();
  }

  /** The entities with exactly this name. */
  public List<SampleEntity> named(String name) {
    return List.copyOf(byName.getOrDefault(name, List.of()));
  }

  /**
   * The names of {@code entity} that it shares with others that have a flag, else with any other,
   * else its label.
   */
  public List<String> ambiguousNames(SampleEntity entity) {
    List<String> contested = entity.names().stream().filter(n -> flagsNamed(n) > 1).toList();
    if (entity.flag().isPresent() && !contested.isEmpty()) {
      return contested;
    }
    List<String> shared = entity.names().stream().filter(n -> named(n).size() > 1).toList();
    return shared.isEmpty() ? List.of(entity.label()) : shared;
  }

  private static SampleEntity parse(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      List<String> aliases = new ArrayList<>();
      node.path("aliases").forEach(alias -> aliases.add(alias.asText()));
      Optional<FlagSpec> flag =
          Optional.ofNullable(node.get("flag")).map(JsonNode::asText).map(FlagSpec::parse);
      return new SampleEntity(
          node.path("qid").asText(),
          node.path("label").asText(),
          node.path("description").asText(),
          aliases,
          node.path("popularity").asLong(),
          node.path("hint").asText(),
          flag);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + line, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + "\n  in " + line, e);
    }
  }
}
