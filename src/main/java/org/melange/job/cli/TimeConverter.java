package org.melange.job.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses times of options as settings do. */
public final class TimeConverter implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    try {
      Duration time = ConfigFactory.parseMap(Map.of("time", text)).getDuration("time");
      if (!time.isNegative()) {
        return time;
      }
    } catch (ConfigException e) {
      // The message below says more.
    }
    throw new TypeConversionException("'" + text + "' is not a time such as 5h, 90m or 30s");
  }
}
