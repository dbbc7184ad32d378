using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

internal static partial class StringMethods
{
    private static StringValue Join(RenderContext context, Value self, CallArguments arguments)
    {
        var separator = (StringValue)self;
        var result = context.NewText();
        var first = true;
        foreach (var item in Iteration.Of(context, arguments.BindPositional("join", 1, 1)[0]!))
        {
            if (!first) result.Append(separator);
            first = false;
            if (item is not StringValue text) throw new TemplateRuntimeException($"join() needs strings, not {item.TypeName}");
            result.Append(separator.IsMarkup ? Markup.Escape(context, text) : text);
        }
        return result.ToValue(separator.IsMarkup);
    }

    private static StringValue Pad(RenderContext context, Value self, CallArguments arguments, string name)
    {
        var bound = arguments.BindPositional(name, 1, 2);
        var text = (StringValue)self;
        var width = Whole(bound[0], 0, name);
        var fill = bound[1] is null ? " " : Text(bound[1], name).Text;
        if (fill.Length != 1) throw new TemplateRuntimeException("the fill character must be exactly one character long");
        return Pad(context, text, width, fill[0], name);
    }

    internal static StringValue Pad(RenderContext context, StringValue text, int width, char fill, string name)
    {
        var missing = Math.Max(0, width - text.Length);
        // An odd remainder goes to the left when the width is odd, as Python has it.
        var before = name switch { "ljust" => 0, "rjust" => missing, _ => missing / 2 + (missing & width & 1) };
        return context.NewText()
            .AppendFill(context, fill, before)
            .Append(text)
            .AppendFill(context, fill, missing - before)
            .ToValue(text.IsMarkup);
    }

    private static TextBuilder AppendFill(this TextBuilder builder, RenderContext context, char fill, int count)
    {
        context.CheckCharacters(count);
        return builder.AppendRepeated(fill, count, isTemplate: false);
    }

    private static StringValue ZeroFill(RenderContext context, Value self, CallArguments arguments)
    {
        var text = (StringValue)self;
        var missing = Whole(arguments.BindPositional("zfill", 1, 1)[0], 0, "zfill") - text.Length;
        if (missing <= 0) return text;
        var sign = text.Text.Length > 0 && text.Text[0] is '+' or '-' ? 1 : 0;
        return context.NewText()
            .Append(text, 0, sign)
            .AppendFill(context, '0', missing)
            .Append(text, sign, text.Text.Length - sign)
            .ToValue(text.IsMarkup);
    }

    private static StringValue ExpandTabs(RenderContext context, Value self, CallArguments arguments)
    {
        var size = Whole(arguments.Bind("expandtabs", 0, "tabsize")[0], 8, "expandtabs");
        var text = (StringValue)self;
        var result = context.NewText();
        var column = 0;
        for (var i = 0; i < text.Text.Length;)
        {
            var width = CodePoints.Width(text.Text, i);
            if (text.Text[i] == '\t')
            {
                if (size > 0)
                {
                    result.AppendFill(context, ' ', size - column % size);
                    column += size - column % size;
                }
            }
            else
            {
                result.Append(text, i, width);
                column = text.Text[i] is '\n' or '\r' ? 0 : column + 1;
            }
            i += width;
        }
        return result.ToValue(text.IsMarkup);
    }
}
