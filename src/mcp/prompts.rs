//! Two ways to begin, for people who pick from a menu.

use rmcp::model::{ErrorData, GetPromptResult, JsonObject, Prompt, PromptArgument, PromptMessage, Role};

const PLAN: &str = "plan_campaign";
const REVIEW: &str = "review_campaign";
/// What a person may write into a prompt, in characters.
const LONGEST: usize = 2_000;

/// What there is.
pub fn listed() -> Vec<Prompt> {
    let argument = |name, about| vec![PromptArgument::new(name).with_description(about).with_required(true)];
    vec![
        Prompt::new(
            PLAN,
            Some("From a goal to a simulated campaign; nothing is sent."),
            Some(argument("goal", "What the campaign is to achieve.")),
        )
        .with_title("Plan a campaign"),
        Prompt::new(
            REVIEW,
            Some("What became of a campaign, in its own figures."),
            Some(argument("campaign", "The campaign's id.")),
        )
        .with_title("Review a campaign"),
    ]
}

/// One of them, with its argument in it.
pub fn get(name: &str, arguments: &JsonObject) -> Result<GetPromptResult, ErrorData> {
    let text = match name {
        PLAN => {
            let goal = argument(arguments, "goal")?;
            format!(
                "Plan a campaign with this goal: {goal}\n\nRead rule_fields, describe the audience as a rule and look at \
                 it with preview_segment. Write a message, look at it with preview_message, save it with \
                 create_campaign and run simulate_campaign. Show me whom it is for, how many would get it, who would be \
                 skipped and why, and some messages as they would arrive. Do not launch it before I say so."
            )
        }
        REVIEW => {
            let campaign = argument(arguments, "campaign")?;
            format!(
                "Read the campaign {campaign} with read_campaign and tell me how it went: how many were reached, how \
                 many were not and why. Use its figures as they are and make up none."
            )
        }
        _ => {
            return Err(ErrorData::invalid_params(
                "There is no such prompt; prompts/list names those that there are.",
                None,
            ));
        }
    };
    Ok(GetPromptResult::new(vec![PromptMessage::new_text(Role::User, text)]))
}

fn argument<'a>(arguments: &'a JsonObject, name: &str) -> Result<&'a str, ErrorData> {
    let given = arguments.get(name).and_then(|value| value.as_str()).map(str::trim).filter(|text| !text.is_empty());
    match given {
        Some(text) if text.chars().count() <= LONGEST => Ok(text),
        _ => Err(ErrorData::invalid_params(format!("Give \"{name}\", in at most {LONGEST} characters."), None)),
    }
}
