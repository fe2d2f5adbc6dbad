package org.melange.tensor;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** The part of a source whose names start with a prefix, under the rest of their names. */
final class PrefixedSource implements TensorSource {

  private final TensorSource source;
  private final String prefix;
  private final Set<String> names = new LinkedHashSet<>();

  PrefixedSource(TensorSource source, String prefix) {
    this.source = source;
    this.prefix = prefix;
    for (String name : source.names()) {
      if (name.startsWith(prefix)) {
        names.add(name.substring(prefix.length()));
      }
    }
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(names);
  }

  @Override
  public long[] shape(String name) {
    return source.shape(prefix + name);
  }

  @Override
  public float[] read(String name) {
    return source.read(prefix + name);
  }

  @Override
  public void close() {
    source.close();
  }
}
