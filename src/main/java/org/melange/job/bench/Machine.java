package org.melange.job.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.melange.link.score.SimdLanes;

/** What is measured on: processor, caches, Java. */
final class Machine {

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

  private Machine() {}

  /**
   * The facts by name: {@code processor}, {@code cores}, {@code vector_bits} (of Java's vectors),
   * {@code caches} by level, {@code java}. What the system does not tell is left out.
   */
  static Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    processor().ifPresent(name -> facts.put("processor", name));
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("vector_bits", SimdLanes.WIDTH * Float.SIZE);
    Map<String, String> caches = caches();
    if (!caches.isEmpty()) {
      facts.put("caches", caches);
    }
    facts.put("java", Runtime.version().toString());
    return facts;
  }

  private static Optional<String> processor() {
    if (!Files.isReadable(CPUINFO)) {
      return Optional.empty();
    }
    return lines(CPUINFO).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  /** Sizes such as 32K, of the caches that hold data, by level. */
  private static Map<String, String> caches() {
    Map<String, String> sizes = new TreeMap<>();
    if (!Files.isDirectory(CACHES)) {
      return sizes;
    }
    try (Stream<Path> found = Files.list(CACHES)) {
      for (Path cache : found.filter(path -> Files.isReadable(path.resolve("size"))).toList()) {
        if (!lines(cache.resolve("type")).contains("Instruction")) {
          sizes.put(
              "L" + lines(cache.resolve("level")).get(0), lines(cache.resolve("size")).get(0));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + CACHES, e);
    }
    return sizes;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }
}
