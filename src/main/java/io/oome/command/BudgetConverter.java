package io.oome.command;

import io.oome.restart.Budget;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 3/10m}: 1 to 100 restarts per duration. */
final class BudgetConverter implements ITypeConverter<Budget> {

    private static final Pattern LIMIT = Pattern.compile("([1-9]\\d?|100)/(.+)");

    @Override
    public Budget convert(String text) {
        Matcher limit = LIMIT.matcher(text.strip());
        if (!limit.matches()) {
            throw new TypeConversionException(
                    "\"" + text + "\" is not of the form N/DURATION, N from 1 to 100, such as 3/10m");
        }
        Duration window = new DurationConverter().convert(limit.group(2));
        return new Budget(Integer.parseInt(limit.group(1)), window);
    }
}
