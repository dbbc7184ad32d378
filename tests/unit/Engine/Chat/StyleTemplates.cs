namespace Pensieve.Tests.Unit.Engine.Chat;

/// <summary>Templates of our own in the styles of the common model families.</summary>
internal static class StyleTemplates
{
    public const string ChatMl =
        """
        {%- if tools %}
            {{- '<|im_start|>system\n' }}
            {%- if messages[0].role == 'system' %}{{- messages[0].content + '\n\n' }}{% endif %}
            {{- 'Functions on offer:\n<tools>' }}
            {%- for tool in tools %}
                {{- '\n' ~ tool | tojson }}
            {%- endfor %}
            {{- '\n</tools><|im_end|>\n' }}
        {%- elif messages and messages[0].role == 'system' %}
            {{- '<|im_start|>system\n' ~ messages[0].content ~ '<|im_end|>\n' }}
        {%- endif %}
        {%- for message in messages %}
            {%- set content = message.content if message.content is string else '' %}
            {%- if message.role == 'user' or (message.role == 'system' and not loop.first) %}
                {{- '<|im_start|>' + message.role + '\n' + content + '<|im_end|>\n' }}
            {%- elif message.role == 'assistant' %}
                {%- set thought = message.reasoning_content or '' %}
                {%- if not thought and '</think>' in content %}
                    {%- set thought = content.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') %}
                    {%- set content = content.split('</think>')[-1].lstrip('\n') %}
                {%- endif %}
                {{- '<|im_start|>assistant\n' }}
                {%- if thought and loop.last %}{{- '<think>\n' ~ thought.strip() ~ '\n</think>\n\n' }}{% endif %}
                {{- content }}
                {%- for call in message.tool_calls %}
                    {%- if (loop.first and content) or not loop.first %}{{- '\n' }}{% endif %}
                    {{- '<tool_call>\n{"name": "' ~ call.function.name ~ '", "arguments": ' }}
                    {{- call.function.arguments if call.function.arguments is string else call.function.arguments | tojson }}
                    {{- '}\n</tool_call>' }}
                {%- endfor %}
                {{- '<|im_end|>\n' }}
            {%- elif message.role == 'tool' %}
                {%- if loop.index0 == 0 or loop.previtem.role != 'tool' %}{{- '<|im_start|>user' }}{% endif %}
                {{- '\n<tool_response>\n' ~ content ~ '\n</tool_response>' }}
                {%- if loop.last or loop.nextitem.role != 'tool' %}{{- '<|im_end|>\n' }}{% endif %}
            {%- endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\n' }}
            {%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\n\n</think>\n\n' }}{% endif %}
        {%- endif %}
        """;

    public const string Header =
        """
        {{- bos_token }}
        {%- set today = strftime_now('%d %b %Y') if strftime_now is defined else 'unknown' %}
        {%- if messages and messages[0]['role'] == 'system' %}
            {%- set system_text = messages[0]['content'] | trim %}
            {%- set messages = messages[1:] %}
        {%- else %}
            {%- set system_text = '' %}
        {%- endif %}
        {{- '<|start_header_id|>system<|end_header_id|>\n\nToday: ' + today + '\n\n' + system_text + '<|eot_id|>' }}
        {%- for message in messages %}
            {%- if message.role == 'tool' %}
                {{- '<|start_header_id|>ipython<|end_header_id|>\n\n' }}
                {{- message.content | tojson if message.content is mapping else message.content }}
                {{- '<|eot_id|>' }}
            {%- elif message.tool_calls %}
                {%- if message.tool_calls | length != 1 %}{{- raise_exception('one call at a time') }}{% endif %}
                {%- set call = message.tool_calls[0].function %}
                {{- '<|start_header_id|>assistant<|end_header_id|>\n\n{"name": "' + call.name + '", "parameters": ' + call.arguments | tojson + '}<|eot_id|>' }}
            {%- else %}
                {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + message['content'] | trim + '<|eot_id|>' }}
            {%- endif %}
            {%- if tools and loop.first %}{{- '# tools: ' ~ tools | map(attribute='function.name') | join(', ') }}{% endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}
        """;

    public const string Instruct =
        """
        {%- set ns = namespace(users=0, last=-1) %}
        {%- set system_text = messages[0].content if messages and messages[0].role == 'system' else '' %}
        {%- for m in messages if m.role == 'user' %}{% set ns.last = loop.index %}{% endfor %}
        {{- bos_token }}
        {%- for message in messages %}
            {%- if message.role == 'user' %}
                {%- set ns.users = ns.users + 1 %}
                {%- if not loop.first and loop.previtem.role == 'user' %}{{ raise_exception('Roles must alternate.') }}{% endif %}
                {%- if tools and ns.users == ns.last %}{{- '[AVAILABLE_TOOLS] ' ~ tools | tojson ~ '[/AVAILABLE_TOOLS]' }}{% endif %}
                {{- '[INST] ' ~ (system_text ~ '\n\n' if system_text and ns.users == ns.last) ~ message.content ~ '[/INST]' }}
            {%- elif message.tool_calls is defined and message.tool_calls %}
                {{- '[TOOL_CALLS] [' }}
                {%- for call in message.tool_calls %}
                    {%- if call.id | length != 9 %}{{ raise_exception('Ids have nine characters.') }}{% endif %}
                    {{- {'name': call.function.name, 'arguments': call.function.arguments, 'id': call.id} | tojson }}
                    {%- if not loop.last %}, {% endif %}
                {%- endfor %}
                {{- ']' ~ eos_token }}
            {%- elif message.role == 'assistant' %}
                {{- ' ' ~ message.content | trim ~ eos_token }}
            {%- elif message.role == 'tool' %}
                {{- '[TOOL_RESULTS] {"content": ' ~ message.content | string ~ '}[/TOOL_RESULTS]' }}
            {%- endif %}
        {%- endfor %}
        """;

    public const string Turns =
        """
        {{ bos_token }}
        {%- if messages and messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}
        {%- for message in messages %}
            {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant') }}{% endif %}
            {%- set role = 'model' if message['role'] == 'assistant' else message['role'] %}
            {{- '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}
        {%- endfor %}
        {%- if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}
        """;

    public static readonly string[] All = [ChatMl, Header, Instruct, Turns];
}
